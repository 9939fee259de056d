type Mapping = readonly (string | null)[];

/** A column's name as the name of a field of one's own, as the server makes it: `Ticket ID` is `ticket_id`. */
export function ownField(rest: string, column: string): string | null {
  const words = column
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu);
  return words === null ? null : `${rest}.${words.join("_").slice(0, 50)}`;
}

/** Sends a column to a field; the one that went there before goes nowhere, since two cannot. */
export function sendTo(mapping: Mapping, column: number, field: string | null): (string | null)[] {
  return mapping.map((current, index) => {
    if (index === column) return field;
    return field !== null && current === field ? null : current;
  });
}

// A part of a contact as an export writes it, which no other file has.
const whole = new Set(["id", "addresses", "accounting", "crm", "contact_persons", "custom_fields"]);

/** What a column may go to: all fields, and of the parts of an export those that the file brings. */
export function choicesFor(fields: readonly string[], suggested: Mapping): string[] {
  const brought = suggested.filter((field) => field !== null && whole.has(field));
  return [...new Set([...fields.filter((field) => !whole.has(field)), ...brought.flatMap((field) => field ?? [])])];
}

/** The columns that a refusal is about, with its sentence. */
export function faultsByColumn(errors: readonly { pointer: string; detail: string }[]): Map<number, string> {
  return new Map(
    errors.flatMap(({ pointer, detail }) => {
      const index = /^\/mapping\/(\d+)$/.exec(pointer)?.[1];
      return index === undefined ? [] : [[Number(index), detail] as const];
    }),
  );
}
