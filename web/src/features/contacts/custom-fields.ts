/** One field of one's own, as the form and the page show it. */
export type CustomRow = { name: string; value: string };

function asText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export function customRows(fields: Record<string, unknown>): CustomRow[] {
  return Object.entries(fields).map(([name, value]) => ({ name, value: asText(value) }));
}

/** The rows as they are stored. What still reads as it was keeps its kind: a program may have stored a number. */
export function customFields(rows: unknown, before: Record<string, unknown>): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  if (!Array.isArray(rows)) return fields;
  for (const { name, value } of rows) {
    const key = String(name ?? "").trim();
    if (key !== "") fields[key] = asText(before[key]) === String(value ?? "") ? before[key] : String(value ?? "");
  }
  return fields;
}
