import { Copy, Trash2 } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { TemplateField } from "@/api/templates";
import { effectiveKind, kindIcon } from "@/components/template-form/kinds";
import { Button } from "@/components/ui/button";
import { FieldDescription, FieldError } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Switch } from "@/components/ui/switch";
import { ConditionEditor } from "./condition-editor";
import type { Design, DesignField } from "./design";
import { Row } from "./inspector-row";
import { OptionsEditor } from "./options-editor";
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
      {hasOptions && <OptionsEditor field={field} fault={faults.options} onChange={onChange} />}
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
      <ConditionEditor field={field} design={props.design} fault={faults.show_if} onChange={onChange} />
    </section>
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
