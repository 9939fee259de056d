import { useTranslation } from "react-i18next";
import type { TemplateField } from "@/api/templates";
import { columnLabels } from "@/components/template-form/column-labels";
import { effectiveKind } from "@/components/template-form/kinds";
import { columnField, columns } from "@/components/template-form/template-field";
import { Select } from "@/components/ui/select";
import type { Design, DesignField } from "./design";
import { Row } from "./inspector-row";
import { ValueEditor } from "./value-editor";

type ConditionProps = {
  field: DesignField;
  design: Design;
  fault: string | undefined;
  onChange: (patch: Partial<TemplateField>, what: string) => void;
};

/** Waits for an earlier field, or for a column that is asked without having been placed. */
export function ConditionEditor({ field, design, fault, onChange }: ConditionProps) {
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
      <Row label={t("templates.show_if")} fault={fault}>
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
