import { ArrowDown, ArrowUp, Copy, Plus, Trash2, X } from "lucide-react";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import type { TemplateField } from "@/api/templates";
import { columnLabels } from "@/components/template-form/column-labels";
import { effectiveKind, kindIcon } from "@/components/template-form/kinds";
import { columnField, columns } from "@/components/template-form/template-field";
import { Button } from "@/components/ui/button";
import { Field, FieldDescription, FieldError, FieldLabel } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import { type Design, type DesignField, move } from "./design";
import { ValueEditor } from "./value-editor";

type InspectorProps = {
  field: DesignField;
  design: Design;
  /** Whether tickets may have answered it under its key. */
  isStored: boolean;
  faults: Record<string, string>;
  /** It was just added: its label is to be written now. */
  isFresh: boolean;
  onChange: (patch: Partial<TemplateField>, what: string) => void;
  onDuplicate: () => void;
  onRemove: () => void;
};

/** Everything about the chosen field. */
export function Inspector(props: InspectorProps) {
  const { field, faults, onChange, isFresh } = props;
  const { t } = useTranslation();
  const kind = effectiveKind(field);
  const Icon = kindIcon(kind);
  const isColumn = field.kind === "column";
  const isTitle = isColumn && field.key === "title";
  const hasOptions = field.kind === "select" || field.kind === "multi_select";
  return (
    <section aria-label={t("templates.inspector")} className="flex flex-col gap-3.5 px-5 pt-3.5 pb-5 max-[759px]:px-4">
      <div className="flex items-center gap-2.5">
        <span className="grid size-7 shrink-0 place-items-center rounded-sm bg-secondary text-muted-foreground">
          <Icon className="size-4" strokeWidth={1.6} aria-hidden />
        </span>
        <h2 className="min-w-0 flex-1 truncate font-semibold">{t(`templates.kinds.${kind}`)}</h2>
        {!isColumn && (
          <Button size="icon" variant="ghost" aria-label={t("templates.duplicate")} onClick={props.onDuplicate}>
            <Copy aria-hidden />
          </Button>
        )}
        <Button size="icon" variant="ghost" aria-label={t("templates.remove")} onClick={props.onRemove}>
          <Trash2 aria-hidden />
        </Button>
      </div>
      <Row label={t("templates.label")} fault={faults.label}>
        {(wiring) => (
          <Input
            {...wiring}
            ref={(input) => {
              if (isFresh && input && document.activeElement !== input) input.select();
            }}
            value={field.label}
            maxLength={200}
            autoComplete="off"
            onChange={(event) => onChange({ label: event.target.value }, "label")}
          />
        )}
      </Row>
      {!isColumn && (
        <Row
          label={t("templates.key")}
          fault={faults.key}
          help={props.isStored ? t("templates.key_stored_help") : t("templates.key_help")}
        >
          {(wiring) => (
            <Input
              {...wiring}
              value={field.key}
              maxLength={50}
              spellCheck={false}
              autoCapitalize="none"
              autoComplete="off"
              className="font-mono text-xs"
              onChange={(event) => onChange({ key: event.target.value }, "key")}
            />
          )}
        </Row>
      )}
      {hasOptions && <Options field={field} fault={faults.options} onChange={onChange} />}
      <Row label={t("templates.help")} fault={faults.help}>
        {(wiring) => (
          <Textarea
            {...wiring}
            value={field.help}
            maxLength={500}
            rows={2}
            className="min-h-[52px]"
            onChange={(event) => onChange({ help: event.target.value }, "help")}
          />
        )}
      </Row>
      <SwitchRow
        label={t("templates.required")}
        help={isTitle ? t("templates.always_required") : undefined}
        checked={field.required || isTitle}
        disabled={isTitle}
        onChange={(required) => onChange({ required }, "required")}
      />
      <SwitchRow
        label={t("templates.hide")}
        help={field.hidden ? t("templates.hide_help") : undefined}
        checked={field.hidden}
        onChange={(hidden) => onChange({ hidden }, "hidden")}
      />
      <div>
        {field.kind === "checkbox" ? (
          <SwitchRow
            label={t("templates.ticked")}
            checked={field.default === true}
            onChange={(ticked) => onChange({ default: ticked || null }, "default")}
          />
        ) : (
          <ValueEditor
            key={`${field.id} ${field.options.join("\n")}`}
            field={field}
            label={t("templates.begins_with")}
            value={field.default}
            onChange={(value) => onChange({ default: value }, "default")}
          />
        )}
        <FieldError className="mt-1.5">{faults.default}</FieldError>
      </div>
      <ConditionEditor {...props} />
    </section>
  );
}

type Wiring = { id: string; "aria-invalid": true | undefined; "aria-describedby": string | undefined };
type RowProps = {
  label: string;
  help?: string | undefined;
  fault: string | undefined;
  children: (wiring: Wiring) => ReactNode;
};

function Row({ label, help, fault, children }: RowProps) {
  const id = useId();
  const describedBy = fault ? `${id}-error` : help ? `${id}-help` : undefined;
  return (
    <Field className="flex-none">
      <FieldLabel htmlFor={id}>{label}</FieldLabel>
      {children({ id, "aria-invalid": fault !== undefined || undefined, "aria-describedby": describedBy })}
      {fault ? (
        <FieldError id={`${id}-error`}>{fault}</FieldError>
      ) : (
        help && <FieldDescription id={`${id}-help`}>{help}</FieldDescription>
      )}
    </Field>
  );
}

type SwitchRowProps = {
  label: string;
  help?: string | undefined;
  checked: boolean;
  disabled?: boolean;
  onChange: (on: boolean) => void;
};

function SwitchRow({ label, help, checked, disabled = false, onChange }: SwitchRowProps) {
  const id = useId();
  return (
    <div className="flex min-h-6 items-start justify-between gap-4 pointer-coarse:min-h-11 pointer-coarse:items-center">
      <span className="flex flex-col gap-0.5">
        <label htmlFor={id}>{label}</label>
        {help && <FieldDescription id={`${id}-help`}>{help}</FieldDescription>}
      </span>
      <Switch
        id={id}
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
        aria-describedby={help ? `${id}-help` : undefined}
      />
    </div>
  );
}

type OptionsProps = {
  field: DesignField;
  fault: string | undefined;
  onChange: InspectorProps["onChange"];
};

function Options({ field, fault, onChange }: OptionsProps) {
  const { t } = useTranslation();
  const id = useId();
  const { options } = field;
  const set = (next: string[], what: string) => {
    // A default that is no longer among the options goes with its option.
    const kept = Array.isArray(field.default)
      ? field.default.filter((one) => next.includes(one))
      : field.default === null || next.includes(String(field.default))
        ? field.default
        : null;
    onChange({ options: next, default: kept }, what);
  };
  const focus = (index: number) =>
    requestAnimationFrame(() => document.getElementById(`${id}-${index}`)?.focus({ preventScroll: false }));
  const add = (at: number) => {
    set(options.toSpliced(at, 0, ""), "options-add");
    focus(at);
  };
  return (
    <fieldset className="flex flex-col gap-1.5" aria-describedby={fault ? `${id}-error` : undefined}>
      <legend className="mb-1.5 font-medium">{t("templates.options")}</legend>
      <ol className="flex flex-col gap-1.5">
        {options.map((option, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: options have no identity but their place.
          <li key={index} className="flex items-center gap-0.5">
            <Input
              id={`${id}-${index}`}
              aria-label={t("templates.option", { number: index + 1 })}
              aria-invalid={(fault !== undefined && option.trim() === "") || undefined}
              value={option}
              maxLength={200}
              autoComplete="off"
              onChange={(event) => set(options.with(index, event.target.value), `option-${index}`)}
              onPaste={(event) => {
                const lines = event.clipboardData
                  .getData("text")
                  .split(/\r?\n/)
                  .map((line) => line.trim())
                  .filter((line) => line !== "");
                if (lines.length < 2) return;
                event.preventDefault();
                set(options.toSpliced(index, option.trim() === "" ? 1 : 0, ...lines), "options-paste");
              }}
              onKeyDown={(event) => {
                const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
                if (event.key === "Enter") add(index + 1);
                else if (by !== 0 && event.altKey) {
                  set(move(options, index, index + by), "options-move");
                  focus(Math.max(0, Math.min(options.length - 1, index + by)));
                } else return;
                event.preventDefault();
              }}
            />
            <Button
              size="icon-small"
              variant="ghost"
              aria-label={t("templates.option_up", { number: index + 1 })}
              disabled={index === 0}
              onClick={() => set(move(options, index, index - 1), "options-move")}
            >
              <ArrowUp aria-hidden />
            </Button>
            <Button
              size="icon-small"
              variant="ghost"
              aria-label={t("templates.option_down", { number: index + 1 })}
              disabled={index === options.length - 1}
              onClick={() => set(move(options, index, index + 1), "options-move")}
            >
              <ArrowDown aria-hidden />
            </Button>
            <Button
              size="icon-small"
              variant="ghost"
              aria-label={t("templates.remove_option", { number: index + 1 })}
              onClick={() => set(options.toSpliced(index, 1), "options-remove")}
            >
              <X aria-hidden />
            </Button>
          </li>
        ))}
      </ol>
      <FieldError id={`${id}-error`}>{fault}</FieldError>
      <Button size="small" variant="ghost" className="self-start" onClick={() => add(options.length)}>
        <Plus aria-hidden />
        {t("templates.add_option")}
      </Button>
    </fieldset>
  );
}

/** Waits for an earlier field, or for a column that is asked without having been placed. */
function ConditionEditor({ field, design, faults, onChange }: InspectorProps) {
  const { t } = useTranslation();
  const labels = columnLabels(t);
  const index = design.fields.findIndex((one) => one.id === field.id);
  const placed = new Set(design.fields.map((one) => one.key));
  const unplaced = columns.filter((key) => !placed.has(key)).map((key) => columnField(key, labels[key]));
  const sources: TemplateField[] = [...design.fields.slice(0, index), ...unplaced].filter(canBeWaitedFor);
  const condition = field.show_if;
  const source =
    condition && [...design.fields, ...unplaced].find((one) => one.key === condition.key && one.key !== field.key);
  const choices = sources.includes(source ?? field) || !source ? sources : [...sources, source];
  return (
    <div className="flex flex-col gap-2">
      <Row label={t("templates.show_if")} fault={faults.show_if}>
        {(wiring) => (
          <Select
            id={wiring.id}
            describedBy={wiring["aria-describedby"]}
            invalid={wiring["aria-invalid"] === true}
            choices={choices.map((one) => ({ value: one.key, label: one.label || one.key }))}
            value={condition?.key ?? null}
            empty={t("templates.show_always")}
            onChange={(key) => {
              const chosen = sources.find((one) => one.key === key);
              if (key === condition?.key) return;
              onChange({ show_if: chosen ? { key: chosen.key, equals: firstValue(chosen) } : null }, "show_if");
            }}
          />
        )}
      </Row>
      {condition && source && (
        <ValueEditorOf
          key={source.key}
          source={source}
          value={condition.equals}
          onChange={(equals) => onChange({ show_if: { key: source.key, equals } }, "show_if-value")}
        />
      )}
    </div>
  );
}

/** Long texts and moments are hardly ever met exactly. */
function canBeWaitedFor(field: TemplateField): boolean {
  return !["long_text", "datetime"].includes(effectiveKind(field));
}

function firstValue(source: TemplateField): unknown {
  if (source.kind === "checkbox") return true;
  return source.options[0] ?? null;
}

type ValueOfProps = { source: TemplateField; value: unknown; onChange: (value: unknown) => void };

function ValueEditorOf({ source, value, onChange }: ValueOfProps) {
  const { t } = useTranslation();
  const label = t("templates.show_value");
  if (source.kind === "checkbox") {
    return (
      <Row label={label} fault={undefined}>
        {(wiring) => (
          <Select
            id={wiring.id}
            choices={[
              { value: "true", label: t("templates.yes") },
              { value: "false", label: t("templates.no") },
            ]}
            value={String(value === true)}
            onChange={(next) => onChange(next === "true")}
          />
        )}
      </Row>
    );
  }
  // One of several choices is waited for, so it is chosen as one.
  const asked: TemplateField = source.kind === "multi_select" ? { ...source, kind: "select" } : source;
  return <ValueEditor field={asked} label={label} value={value} onChange={onChange} />;
}
