import type { TFunction } from "i18next";
import type { FieldProblem } from "@/api/problem";
import { isColumnName } from "@/components/template-form/template-field";
import { type Design, type DesignField, isUnset } from "./design";

/** What must change before it can be saved: sentences by field, and there by what of it. The name is of "template". */
export type Faults = Record<string, Record<string, string>>;

const keyForm = /^[a-z][a-z0-9_]{0,49}$/;

export function faultsOf(design: Design, t: TFunction): Faults {
  const faults: Faults = {};
  const add = (id: string, what: string, sentence: string) => {
    faults[id] = { ...faults[id], [what]: sentence };
  };
  if (design.name.trim() === "") add("template", "name", t("forms.required"));
  const keys = new Map<string, number>();
  for (const { key } of design.fields) keys.set(key, (keys.get(key) ?? 0) + 1);
  for (const [index, field] of design.fields.entries()) {
    if (field.label.trim() === "") add(field.id, "label", t("forms.required"));
    if (!keyForm.test(field.key)) add(field.id, "key", t("templates.key_form"));
    else if ((keys.get(field.key) ?? 0) > 1) add(field.id, "key", t("templates.key_taken"));
    if (field.kind === "select" || field.kind === "multi_select") {
      const options = field.options.map((option) => option.trim()).filter((option) => option !== "");
      if (options.length === 0) add(field.id, "options", t("templates.options_needed"));
      else if (new Set(options).size < options.length) add(field.id, "options", t("templates.options_twice"));
    }
    if (needsDefault(field) && isUnset(field.default)) add(field.id, "default", t("templates.default_needed"));
    if (field.show_if !== null && !canDepend(field.show_if.key, design.fields, index)) {
      add(field.id, "show_if", t("templates.show_if_earlier"));
    } else if (field.show_if !== null && isUnset(field.show_if.equals)) {
      add(field.id, "show_if", t("templates.show_if_value"));
    }
  }
  return faults;
}

/** What is not asked, or not always, and yet needed. */
function needsDefault(field: DesignField): boolean {
  if (field.hidden && field.required) return true;
  return field.kind === "column" && field.key === "title" && (field.hidden || field.show_if !== null);
}

/** Only earlier fields are waited for, so that no two wait for each other; a column that is not placed is always there. */
function canDepend(key: string, fields: readonly DesignField[], index: number): boolean {
  const source = fields.findIndex((one) => one.key === key);
  return source < 0 ? isColumnName(key) : source < index;
}

/** The server's refusals, at the fields that they speak of; those without a place are answered as a sentence. */
export function placeFaults(problems: readonly FieldProblem[], design: Design): { faults: Faults; rest: string } {
  const faults: Faults = {};
  const rest: string[] = [];
  for (const { pointer, detail } of problems) {
    const [top = "", index = "", what = "label"] = pointer.split("/").slice(1);
    const field = top === "fields" ? design.fields[Number(index)] : undefined;
    if (field) faults[field.id] = { ...faults[field.id], [what]: detail };
    else if (top === "name") faults.template = { name: detail };
    else rest.push(detail);
  }
  return { faults, rest: rest.join(" ") };
}
