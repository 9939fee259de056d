import { useEffect, useRef } from "react";
import { FormProvider, useForm } from "react-hook-form";
import type { TemplateField } from "@/api/templates";
import { effectiveKind } from "@/components/template-form/kinds";
import { TemplateInput } from "@/components/template-form/template-form-fields";

type ValueEditorProps = {
  field: TemplateField;
  label: string;
  value: unknown;
  onChange: (value: unknown) => void;
};

/** One value of a field, asked with the very control that a ticket's form uses. */
export function ValueEditor({ field, label, value, onChange }: ValueEditorProps) {
  const kind = effectiveKind(field);
  const form = useForm<{ value: unknown }>({ values: { value: shown(kind, value) }, mode: "onTouched" });
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(
    () =>
      form.subscribe({
        formState: { values: true },
        callback: ({ values, name }) => {
          if (name === "value") latest.current(stored(kind, values.value));
        },
      }),
    [form, kind],
  );
  return (
    <FormProvider {...form}>
      <TemplateInput field={{ ...field, required: false, help: "" }} name="value" label={label} clearable />
    </FormProvider>
  );
}

function shown(kind: string, value: unknown): unknown {
  if (kind === "checkbox") return value === true;
  if (kind === "multi_select") return Array.isArray(value) ? value : [];
  return value === null || value === undefined ? "" : kind === "number" ? String(value) : value;
}

function stored(kind: string, value: unknown): unknown {
  if (value === "" || value === undefined || (Array.isArray(value) && value.length === 0)) return null;
  // Half a number, such as "-", stays what was typed: the server says what is wrong with it.
  if (kind === "number") return Number.isFinite(Number(value)) ? Number(value) : value;
  return value;
}
