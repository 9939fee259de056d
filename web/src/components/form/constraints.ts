import type { TFunction } from "i18next";
import { type Constraint, constraints } from "@/api/constraints.gen";

export type Constraints = Record<string, Constraint>;
type Values = Record<string, unknown>;

/** What the API asks of a request body, such as "POST /api/tickets". */
export function constraintsOf(operation: string): Constraints {
  return constraints[operation] ?? {};
}

/** `addresses.0.line1` is described once, as `addresses.*.line1`. */
export function constraintOf(all: Constraints, name: string): Constraint {
  return all[name.replace(/\.\d+(?=\.|$)/g, ".*")] ?? {};
}

/** What a value of that form looks like. */
const patterns: Record<string, string> = {
  email: "forms.pattern_email",
  money: "forms.pattern_money",
  percent: "forms.pattern_percent",
  phone: "forms.pattern_phone",
  uri: "forms.pattern_uri",
};

/** The sentence that says what to change, or true. */
export function check(value: unknown, constraint: Constraint, t: TFunction): string | true {
  const text = typeof value === "string" ? value : "";
  const empty = value === null || value === undefined || (typeof value === "string" && text.trim() === "");
  if (empty) return constraint.required && !constraint.nullable ? t("forms.required") : true;
  if (typeof value === "string") {
    if (constraint.minLength !== undefined && text.length < constraint.minLength) {
      return t("forms.too_short", { count: constraint.minLength });
    }
    if (constraint.maxLength !== undefined && text.length > constraint.maxLength) {
      return t("forms.too_long", { count: constraint.maxLength, over: text.length - constraint.maxLength });
    }
    if (constraint.pattern !== undefined && !new RegExp(constraint.pattern, "u").test(text.trim())) {
      return t(patterns[constraint.format ?? ""] ?? "forms.pattern");
    }
    if (constraint.enum && !constraint.enum.includes(text)) return t("forms.choice");
  }
  const isNumber = constraint.type === "integer" || constraint.type === "number";
  if (isNumber) {
    const number = Number(value);
    if (Number.isNaN(number)) return t("forms.number");
    if (constraint.type === "integer" && !Number.isInteger(number)) return t("forms.whole_number");
    if (constraint.minimum !== undefined && number < constraint.minimum) {
      return t("forms.at_least", { count: constraint.minimum });
    }
  }
  return true;
}

/** The text of fields as the API wants it: an emptied field is null, numbers are numbers. */
function toBody(value: unknown, name: string, all: Constraints): unknown {
  if (Array.isArray(value)) return value.map((one, index) => toBody(one, `${name}.${index}`, all));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, toBody(one, `${name}.${key}`, all)]));
  }
  const constraint = constraintOf(all, name);
  if (typeof value === "string") {
    const text = value.trim();
    if (text === "" && constraint.nullable) return null;
    if (constraint.type === "integer" || constraint.type === "number") return text === "" ? null : Number(text);
    return text;
  }
  return value;
}

/** The names shown beside picked ids are not part of any request. */
export const nameSuffix = "__name";

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === "";
}

/** The whole of a new row, without what was left empty. */
export function createBody(values: Values, all: Constraints): Values {
  const asked = Object.entries(values).filter(([name]) => !name.endsWith(nameSuffix));
  const entries = asked.map(([name, value]) => [name, toBody(value, name, all)] as const);
  return Object.fromEntries(entries.filter(([, value]) => !isEmpty(value)));
}

/** Values that stand in an object of their own, such as the answers to a template, as `fields.place`: each is one field. */
export function flat(values: Values, group: string | undefined): Values {
  const inner = group === undefined ? undefined : values[group];
  if (group === undefined || typeof inner !== "object" || inner === null) return values;
  const { [group]: _inner, ...outer } = values;
  return { ...outer, ...Object.fromEntries(Object.entries(inner).map(([key, value]) => [`${group}.${key}`, value])) };
}

/** Only what changed: absent means leave, null means clear. */
export function patchBody(values: Values, initial: Values, all: Constraints): Values {
  const patch: Values = {};
  for (const [name, value] of Object.entries(values)) {
    if (name.endsWith(nameSuffix)) continue;
    const next = toBody(value, name, all);
    const before = toBody(initial[name], name, all);
    if (JSON.stringify(next ?? null) !== JSON.stringify(before ?? null)) patch[name] = next;
  }
  return patch;
}

/** `/addresses/0/line1` is the field `addresses.0.line1`. */
export function fieldOf(pointer: string): string {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .join(".");
}
