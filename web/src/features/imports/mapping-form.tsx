import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Import, previewImport } from "@/api/imports";
import { Problem } from "@/api/problem";
import { useTimeZone } from "@/api/session";
import { explain } from "@/components/explain";
import { Button } from "@/components/ui/button";
import { Field, FieldDescription, FieldError, FieldLabel } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { formatDateTime } from "@/lib/format";
import { Notice } from "./import-parts";
import { choicesFor, faultsByColumn, ownField, sendTo } from "./mapping";

/** Which column goes where, with what it holds beside it, and what a row is found again by. */
export function MappingForm({ row, onDone, cancel }: { row: Import; onDone: () => void; cancel?: ReactNode }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const zone = useTimeZone();
  const [mapping, setMapping] = useState<readonly (string | null)[]>(row.mapping);
  const [match, setMatch] = useState(row.match);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const faults = error instanceof Problem ? faultsByColumn(error.fields) : new Map<number, string>();
  const fields = choicesFor(row.fields, row.mapping);

  async function submit() {
    setBusy(true);
    setError(null);
    try {
      await previewImport(queries, row.id, mapping, match);
      onDone();
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  }

  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div>
        <h2 className="text-lg font-semibold tracking-[-0.01em]">{t("imports.columns_title")}</h2>
        <p className="mt-0.5 text-muted-foreground">{t("imports.columns_text")}</p>
      </div>
      {row.notes.length > 0 && <Notice tone="info">{row.notes.join(" ")}</Notice>}
      <table className="w-full border-collapse max-[759px]:block">
        <thead className="max-[759px]:sr-only">
          <tr className="border-b text-left text-xs text-muted-foreground">
            <th className="w-[28%] py-2 pr-4 font-medium">{t("imports.column")}</th>
            <th className="py-2 pr-4 font-medium">{t("imports.samples")}</th>
            <th className="w-[260px] py-2 font-medium">{t("imports.goes_to")}</th>
          </tr>
        </thead>
        <tbody className="max-[759px]:block">
          {row.columns.map((column, index) => (
            <ColumnRow
              // biome-ignore lint/suspicious/noArrayIndexKey: columns never move, and may share a name.
              key={index}
              name={column.name || t("imports.unnamed", { number: index + 1 })}
              samples={column.samples}
              fields={fields}
              own={row.rest == null ? null : ownField(row.rest, column.name)}
              value={mapping[index] ?? null}
              onChange={(field) => setMapping(sendTo(mapping, index, field))}
              fault={faults.get(index)}
            />
          ))}
        </tbody>
      </table>
      <MatchField keys={row.keys} value={match} onChange={setMatch} />
      {error !== null && faults.size === 0 && (
        <Notice tone="destructive" title={t("imports.failed_title")}>
          {explain(error, t)}
        </Notice>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" variant="primary" busy={busy && t("imports.starting")}>
          {t("imports.preview")}
        </Button>
        {cancel}
        {row.expires_at && (
          <p className="text-xs text-muted-foreground">
            {t("imports.expires", { at: formatDateTime(row.expires_at, zone) })}
          </p>
        )}
      </div>
    </form>
  );
}

type ColumnProps = {
  name: string;
  samples: readonly string[];
  fields: readonly string[];
  /** The field of one's own that the column may become. */
  own: string | null;
  value: string | null;
  onChange: (field: string | null) => void;
  fault: string | undefined;
};

function ColumnRow({ name, samples, fields, own, value, onChange, fault }: ColumnProps) {
  const { t } = useTranslation();
  const id = useId();
  const label = (field: string) => t(`imports.fields.${field.replace(".", "_")}`);
  const owned = (field: string) => t("imports.own_field", { name: field.slice(field.indexOf(".") + 1) });
  // What it goes to now may have another name than the one its column would give it.
  const kept = value !== null && !fields.includes(value) ? value : own;
  const choices = [
    ...fields.map((field) => ({ value: field, label: label(field) })),
    ...(kept === null ? [] : [{ value: kept, label: owned(kept) }]),
  ];
  return (
    <tr className="border-b align-middle max-[759px]:flex max-[759px]:flex-col max-[759px]:gap-1.5 max-[759px]:py-3">
      <th scope="row" className="py-2 pr-4 text-left font-medium [overflow-wrap:anywhere] max-[759px]:py-0">
        {name}
      </th>
      <td className="max-w-0 truncate py-2 pr-4 text-muted-foreground max-[759px]:max-w-full max-[759px]:py-0">
        {samples.length > 0 ? samples.join(" · ") : t("imports.no_samples")}
      </td>
      <td className="py-1.5 max-[759px]:py-0">
        <Select
          label={t("imports.goes_to_of", { column: name })}
          choices={choices}
          value={value}
          onChange={onChange}
          empty={t("imports.nowhere")}
          invalid={fault !== undefined}
          describedBy={fault === undefined ? undefined : id}
        />
        <FieldError id={id}>{fault}</FieldError>
      </td>
    </tr>
  );
}

type MatchProps = { keys: readonly string[]; value: string | null; onChange: (match: string | null) => void };

function MatchField({ keys, value, onChange }: MatchProps) {
  const { t } = useTranslation();
  const id = useId();
  const label = (key: string) => t(`imports.fields.${key.replace(".", "_")}`);
  const words = keys.map(label);
  const [first = "", second = ""] = words;
  const choices = keys.slice(1).map((key) => ({
    value: key,
    label: t("imports.match_first", { key: label(key) }),
  }));
  return (
    <Field className="max-w-[420px]">
      <FieldLabel htmlFor={id}>{t("imports.match")}</FieldLabel>
      <Select
        id={id}
        choices={choices}
        value={value}
        onChange={onChange}
        empty={t("imports.match_usual", { first, second: second.toLowerCase() })}
      />
      <FieldDescription>{t("imports.match_help")}</FieldDescription>
    </Field>
  );
}
