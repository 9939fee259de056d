import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Import, ImportLine, Outcome } from "@/api/imports";
import { Badge } from "@/components/ui/badge";
import { Select } from "@/components/ui/select";
import { Tab, TabList, TabPanel, Tabs } from "@/components/ui/tabs";
import { cn } from "@/lib/classes";
import { formatCount } from "@/lib/format";
import { ImportLines } from "./import-lines";

const outcomes = ["created", "updated", "unchanged", "merged", "kept", "left", "skipped"] as const;
// What needs a look comes first.
const tabs = ["skipped", "kept", "updated", "created", "merged", "unchanged", "left"] as const;

/** Of each list how many rows have which outcome; and every row, with what changes in it. */
export function LegacyOutcomes({ row }: { row: Import }) {
  const { t } = useTranslation();
  const { counts, tables } = row;
  const [table, setTable] = useState<string | null>(null);
  if (counts === null) return null;
  const shown = tabs.filter((outcome) =>
    tables.some((found) => isAsked(found.table, table) && found.counts[outcome] > 0),
  );
  const [first] = shown;
  const number = (outcome: Outcome) =>
    tables.reduce((sum, found) => sum + (isAsked(found.table, table) ? found.counts[outcome] : 0), 0);
  return (
    <>
      <Tally tables={tables} />
      {first !== undefined && (
        <section aria-label={t("imports.legacy.rows")} className="flex flex-col gap-3">
          <div className="w-56 max-w-full">
            <Select
              label={t("imports.legacy.list")}
              value={table}
              onChange={setTable}
              empty={t("imports.legacy.all_lists")}
              choices={tables.map((found) => ({
                value: found.table,
                label: t(`imports.legacy.tables.${found.table}`),
              }))}
            />
          </div>
          <Tabs key={`${row.updated_at} ${table}`} defaultValue={first}>
            <TabList>
              {shown.map((outcome) => (
                <Tab key={outcome} value={outcome} count={formatCount(number(outcome))}>
                  {t(`imports.legacy.outcomes.${outcome}`)}
                </Tab>
              ))}
            </TabList>
            {shown.map((outcome) => (
              <TabPanel key={outcome} value={outcome}>
                <p className="pt-3 text-xs text-muted-foreground">{t(`imports.legacy.outcome_help.${outcome}`)}</p>
                <ImportLines row={row} outcome={outcome} table={table}>
                  {(lines) => (
                    <ul className="divide-y">
                      {lines.map((line) => (
                        <Line key={line.line} line={line} isOpen={outcome === "updated" || outcome === "kept"} />
                      ))}
                    </ul>
                  )}
                </ImportLines>
              </TabPanel>
            ))}
          </Tabs>
        </section>
      )}
    </>
  );
}

function isAsked(table: string, asked: string | null): boolean {
  return asked === null || asked === table;
}

function Tally({ tables }: { tables: Import["tables"] }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="overflow-hidden rounded-lg border max-[759px]:hidden">
        <table className="w-full border-collapse bg-card">
          <thead>
            <tr className="border-b text-xs text-muted-foreground">
              <th scope="col" className="px-3 py-2 text-left font-medium">
                {t("imports.legacy.list")}
              </th>
              <th scope="col" className="px-3 py-2 text-right font-medium">
                {t("imports.legacy.read")}
              </th>
              {outcomes.map((outcome) => (
                <th key={outcome} scope="col" className="px-3 py-2 text-right font-medium">
                  {t(`imports.legacy.outcomes.${outcome}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {tables.map(({ table, read, counts }) => (
              <tr key={table} className="border-b last:border-b-0">
                <th scope="row" className="px-3 py-2 text-left font-medium">
                  {t(`imports.legacy.tables.${table}`)}
                </th>
                <td className="px-3 py-2 text-right tabular-nums">{formatCount(read)}</td>
                {outcomes.map((outcome) => (
                  <td
                    key={outcome}
                    className={cn(
                      "px-3 py-2 text-right tabular-nums",
                      counts[outcome] === 0 && "text-muted-foreground",
                      outcome === "skipped" && counts[outcome] > 0 && "font-semibold text-destructive-fg",
                    )}
                  >
                    {formatCount(counts[outcome])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul className="divide-y rounded-lg border bg-card min-[760px]:hidden">
        {tables.map(({ table, read, counts }) => (
          <li key={table} className="px-3 py-2.5">
            <p className="flex justify-between gap-3 font-medium">
              {t(`imports.legacy.tables.${table}`)}
              <span className="text-muted-foreground tabular-nums">{formatCount(read)}</span>
            </p>
            <p className="text-xs text-muted-foreground">
              {outcomes
                .filter((outcome) => counts[outcome] > 0)
                .map(
                  (outcome) =>
                    `${formatCount(counts[outcome])} ${t(`imports.legacy.outcomes.${outcome}`).toLowerCase()}`,
                )
                .join(" · ")}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

function Line({ line, isOpen }: { line: ImportLine; isOpen: boolean }) {
  const { t } = useTranslation();
  const changes = Object.entries(line.changes);
  return (
    <li className="flex flex-col gap-1 py-2.5 [overflow-wrap:anywhere]">
      <div className="flex flex-wrap items-baseline gap-x-2.5 gap-y-1">
        {line.name && <span className="min-w-0 font-medium">{line.name}</span>}
        <Badge>{t(`imports.legacy.tables.${line.table}`)}</Badge>
        <span className="min-w-0 text-xs text-muted-foreground">{line.place}</span>
      </div>
      {line.reason && <p className="text-muted-foreground">{line.reason}</p>}
      {changes.length > 0 && (
        <details open={isOpen} className="text-xs">
          <summary className="w-fit cursor-pointer rounded-xs py-0.5 text-muted-foreground select-none hover:text-foreground pointer-coarse:py-2.5">
            {t("imports.legacy.values", { count: changes.length, values: formatCount(changes.length) })}
          </summary>
          <dl className="mt-1 grid grid-cols-[minmax(0,150px)_minmax(0,1fr)] gap-x-4 gap-y-1 max-[759px]:grid-cols-[minmax(0,110px)_minmax(0,1fr)]">
            {changes.map(([column, { before, after }]) => (
              <Change key={column} column={column} before={written(before)} after={written(after)} />
            ))}
          </dl>
        </details>
      )}
    </li>
  );
}

function Change({ column, before, after }: { column: string; before: string; after: string }) {
  const { t } = useTranslation();
  return (
    <>
      <dt className="text-muted-foreground">{t(`imports.fields.${column}`, { defaultValue: columnLabel(column) })}</dt>
      <dd className="min-w-0 whitespace-pre-line">
        {before && (
          <>
            <del className="text-muted-foreground">{before}</del> <span aria-hidden>→ </span>
          </>
        )}
        <ins className="no-underline">{after || t("imports.legacy.nothing")}</ins>
      </dd>
    </>
  );
}

function columnLabel(column: string): string {
  const words = column.replace(/_(id|at)$/, "").replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function written(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}
