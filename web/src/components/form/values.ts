import type { Values } from "./resource-form";

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function textOrNull(value: unknown): string | null {
  return textOf(value) || null;
}

/** Of these fields those that are among the values, as the API types them: an emptied one is null. */
export function optional(values: Values, ...fields: readonly string[]): Record<string, string | null> {
  return Object.fromEntries(
    fields.filter((field) => field in values).map((field) => [field, textOrNull(values[field])]),
  );
}
