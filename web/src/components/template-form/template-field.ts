import type { Constraint } from "@/api/constraints.gen";
import type { FieldKind, TemplateField } from "@/api/templates";
import type { Constraints } from "../form/constraints";

/** The built-in columns of a ticket that a template can place, in the order in which a form asks without being told. */
export const columns = [
  "title",
  "description",
  "contact_id",
  "status",
  "priority",
  "assigned_user_id",
  "category",
  "location",
  "scheduled_date",
  "scheduled_start",
  "scheduled_end",
] as const;
export type ColumnName = (typeof columns)[number];

export function isColumnName(key: string): key is ColumnName {
  return columns.some((column) => column === key);
}

/** What a column takes, as a kind of field. */
export const columnKinds: Record<ColumnName, FieldKind> = {
  title: "text",
  description: "long_text",
  contact_id: "contact",
  status: "select",
  priority: "select",
  assigned_user_id: "user",
  category: "text",
  location: "text",
  scheduled_date: "date",
  scheduled_start: "datetime",
  scheduled_end: "datetime",
};

type Values = Record<string, unknown>;

export function columnField(key: ColumnName, label: string): TemplateField {
  return {
    key,
    label,
    kind: "column",
    required: key === "title",
    hidden: false,
    options: [],
    default: null,
    help: "",
    show_if: null,
  };
}

/** The fields as a form asks them: columns that the template does not name come before the first field of its own. */
export function layoutOf(fields: readonly TemplateField[], columnLabels: Record<ColumnName, string>): TemplateField[] {
  const named = new Set(fields.map((field) => field.key));
  const others = columns.filter((key) => !named.has(key)).map((key) => columnField(key, columnLabels[key]));
  const firstOwn = fields.findIndex((field) => field.kind !== "column");
  const place = firstOwn < 0 ? fields.length : firstOwn;
  return [...fields.slice(0, place), ...others, ...fields.slice(place)];
}

/** Where the value of a field stands in the values of a ticket's form, and in the server's errors. */
export function nameOf(field: Pick<TemplateField, "key" | "kind">): string {
  return field.kind === "column" ? field.key : `fields.${field.key}`;
}

export function isRecord(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function answerIn(values: Values, key: string, isColumn: boolean): unknown {
  if (isColumn) return values[key];
  return isRecord(values.fields) ? values.fields[key] : undefined;
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === null || value === undefined || (typeof value === "string" && value.trim() === "");
}

/** Whether there is an answer to show. */
export function isShownAnswer(value: unknown): boolean {
  return !isEmpty(value);
}

/** Whether an answer is what a condition waits for. An untouched checkbox is "no"; of several choices one is enough. */
function meets(value: unknown, equals: unknown): boolean {
  if (typeof equals === "boolean") return (value === true) === equals;
  if (Array.isArray(value) && !Array.isArray(equals)) return value.includes(equals);
  if (typeof equals === "number") return !isEmpty(value) && Number(value) === equals;
  return JSON.stringify(value ?? null) === JSON.stringify(equals ?? null);
}

/** Whether a field is asked: not hidden, and what it depends on is asked itself and has the value. */
export function isShown(field: TemplateField, fields: readonly TemplateField[], values: Values): boolean {
  const passed = new Set<string>();
  let current: TemplateField | undefined = field;
  while (current) {
    if (current.hidden && current === field) return false;
    if (passed.has(current.key)) return false;
    passed.add(current.key);
    const condition: TemplateField["show_if"] = current.show_if;
    if (condition === null) return true;
    const source: TemplateField | undefined = fields.find((one) => one.key === condition.key);
    const isColumn = source ? source.kind === "column" : isColumnName(condition.key);
    if (!meets(answerIn(values, condition.key, isColumn), condition.equals)) return false;
    current = source;
  }
  return true;
}

/** What a form begins with. */
export function defaultsOf(fields: readonly TemplateField[]): Values {
  const values: Values = {};
  const answers: Values = {};
  for (const field of fields) {
    if (field.kind !== "column") answers[field.key] = startOf(field);
    else if (!isEmpty(field.default)) values[field.key] = field.default;
  }
  return { ...values, fields: answers };
}

function startOf(field: TemplateField): unknown {
  if (field.kind === "checkbox") return field.default === true;
  if (field.kind === "multi_select") return Array.isArray(field.default) ? field.default : [];
  if (field.kind === "number") return isEmpty(field.default) ? "" : String(field.default);
  return field.default ?? "";
}

/** Answers as a form shows them: of the fields that a ticket was asked. */
export function shownAnswers(fields: readonly TemplateField[], answers: Values): Values {
  const own = fields.filter((field) => field.kind !== "column");
  return Object.fromEntries(
    own.map((field) => [field.key, startOf({ ...field, default: answers[field.key] ?? null })]),
  );
}

/** The answers of a form as the API takes them: only what is asked. What was emptied says so, or it would get its default. */
export function answersOf(fields: readonly TemplateField[], values: Values): Values {
  const answers: Values = {};
  for (const field of fields) {
    if (field.kind === "column" || !isShown(field, fields, values)) continue;
    const value = answerIn(values, field.key, false);
    if (isEmpty(value)) {
      if (!isEmpty(field.default)) answers[field.key] = null;
    } else if (field.kind === "number" || field.kind === "rating") answers[field.key] = Number(value);
    else answers[field.key] = typeof value === "string" ? value.trim() : value;
  }
  return answers;
}

/** The columns of a form as the API takes them, by the same rule: those that are not asked get their default there. */
export function askedColumns(fields: readonly TemplateField[], values: Values): Values {
  const asked = { ...values };
  for (const field of fields) {
    if (field.kind !== "column") continue;
    if (!isShown(field, fields, values)) {
      delete asked[field.key];
      // Every ticket has a title: the one that nobody is asked for is the template's.
      if (field.key === "title") asked.title = field.default;
    } else if (isEmpty(values[field.key]) && !isEmpty(field.default)) asked[field.key] = null;
  }
  return asked;
}

const kindConstraints: Partial<Record<FieldKind, Constraint>> = {
  text: { maxLength: 500 },
  long_text: { maxLength: 10_000 },
  number: { type: "number" },
  checkbox: { format: "ticked" },
  money: { pattern: "^-?\\d{1,12}(\\.\\d{1,2})?$", format: "money" },
  email: { pattern: "^[^@\\s]+@[^@\\s]+$", maxLength: 254, format: "email" },
  url: { pattern: "^https?://[^\\s/]+\\S*$", maxLength: 2000, format: "uri" },
  phone: { pattern: "\\d", maxLength: 50, format: "phone" },
};

/** What each field must be like, for the checks before anything is sent. */
export function constraintsFor(fields: readonly TemplateField[], known: Constraints): Constraints {
  return Object.fromEntries(
    fields.map((field) => {
      const name = nameOf(field);
      const own = field.kind === "column" ? known[name] : kindConstraints[field.kind];
      return [name, field.required ? { ...own, required: true, nullable: false } : { ...own }];
    }),
  );
}
