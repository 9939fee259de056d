import { useFormContext, useWatch } from "react-hook-form";
import { useTranslation } from "react-i18next";
import type { TemplateField } from "@/api/templates";
import { CheckboxField, MultiSelectField, RatingField } from "../form/choice-fields";
import {
  DateField,
  DateTimeField,
  EnumField,
  LongTextField,
  MoneyField,
  ReferenceField,
  SelectField,
  TextField,
} from "../form/fields";
import { effectiveKind } from "./kinds";
import { isShown, nameOf } from "./template-field";

type Names = { contact_id?: string | null; assigned_user_id?: string | null };

type TemplateFormFieldsProps = {
  /** In the order of the form, columns included. */
  fields: readonly TemplateField[];
  /** What is already called by name: who the ticket is for, who does it. */
  names?: Names;
  /** The field that stands out, in the designer's preview. */
  current?: string | null;
  /** Whether typing begins at the title. */
  autoFocus?: boolean;
};

/** The fields of a template as they are asked for a ticket. What depends on another comes and goes with its answer. */
export function TemplateFormFields({ fields, names = {}, current = null, autoFocus = false }: TemplateFormFieldsProps) {
  const { control } = useFormContext();
  const values = useWatch({ control });
  const shown = fields.filter((field) => isShown(field, fields, values));
  const input = (field: TemplateField) => (
    <div
      key={nameOf(field)}
      data-template-field={field.key}
      data-current={field.key === current || undefined}
      className="flex min-w-[min(100%,11rem)] flex-1 flex-col data-[current]:-mx-2.5 data-[current]:-my-2 data-[current]:rounded-md data-[current]:bg-selection data-[current]:px-2.5 data-[current]:py-2"
    >
      <TemplateInput
        field={field}
        name={nameOf(field)}
        names={names}
        autoFocus={autoFocus && nameOf(field) === "title"}
      />
    </div>
  );
  return shown.map((field, index) => {
    const next = shown[index + 1];
    const previous = shown[index - 1];
    if (previous && standTogether(previous, field)) return null;
    if (!next || !standTogether(field, next)) return input(field);
    return (
      <div key={nameOf(field)} className="flex flex-wrap gap-4">
        {input(field)}
        {input(next)}
      </div>
    );
  });
}

const partners: Record<string, string> = { status: "priority", category: "location", scheduled_start: "scheduled_end" };

/** Short columns that belong together share a line where there is room, as they do without a template. */
function standTogether(field: TemplateField, next: TemplateField): boolean {
  return field.kind === "column" && next.kind === "column" && partners[field.key] === next.key;
}

type TemplateInputProps = {
  field: TemplateField;
  name: string;
  label?: string;
  names?: Names;
  autoFocus?: boolean;
  clearable?: boolean;
};

/** One field as its kind wants it. */
export function TemplateInput({
  field,
  name,
  label = field.label,
  names = {},
  autoFocus = false,
  clearable = false,
}: TemplateInputProps) {
  const { t } = useTranslation();
  const shared = { name, label, ...(field.help && { help: field.help }) };
  switch (effectiveKind(field)) {
    case "long_text":
      return <LongTextField {...shared} />;
    case "number":
      return <TextField {...shared} inputMode="decimal" autoComplete="off" />;
    case "money":
      return <MoneyField {...shared} />;
    case "date":
      return <DateField {...shared} />;
    case "datetime":
      return <DateTimeField {...shared} />;
    case "select":
      if (field.kind === "column")
        return (
          <EnumField {...shared} enumName={`ticket_${field.key}`} {...(clearable && { empty: t("filters.choose") })} />
        );
      return (
        <SelectField
          {...shared}
          choices={field.options.map((option) => ({ value: option, label: option }))}
          empty={t("filters.choose")}
        />
      );
    case "multi_select":
      return <MultiSelectField {...shared} options={field.options} />;
    case "checkbox":
      return <CheckboxField {...shared} />;
    case "rating":
      return <RatingField {...shared} />;
    case "contact":
      return (
        <ReferenceField
          {...shared}
          kind="contact"
          none={t("tickets.no_contact")}
          initialName={field.kind === "column" ? (names.contact_id ?? null) : null}
        />
      );
    case "user":
      return (
        <ReferenceField
          {...shared}
          kind="user"
          none={field.kind === "column" ? t("people.unassigned") : t("people.nobody")}
          initialName={field.kind === "column" ? (names.assigned_user_id ?? null) : null}
        />
      );
    case "product":
      return <ReferenceField {...shared} kind="product" none={t("pickers.no_product")} initialName={null} />;
    case "email":
      return <TextField {...shared} type="email" inputMode="email" autoComplete="off" />;
    case "phone":
      return <TextField {...shared} type="tel" inputMode="tel" autoComplete="off" />;
    case "url":
      return <TextField {...shared} type="url" inputMode="url" autoComplete="off" placeholder="https://" />;
    default:
      return <TextField {...shared} autoComplete="off" autoFocus={autoFocus} />;
  }
}
