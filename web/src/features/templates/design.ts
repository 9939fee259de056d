import type { FieldKind, TemplateField } from "@/api/templates";
import { type ColumnName, columnField } from "@/components/template-form/template-field";

/** A field while it is designed: it keeps its identity when its key changes. */
export type DesignField = TemplateField & {
  id: string;
  /** The key follows the label until the field was stored or somebody wrote the key. */
  keyFollows: boolean;
};

export type Design = { name: string; fields: DesignField[] };

export const emptyDesign: Design = { name: "", fields: [] };

export function designOf(template: { name: string; fields: readonly TemplateField[] }): Design {
  return {
    name: template.name,
    fields: template.fields.map((field) => ({ ...field, id: field.key, keyFollows: false })),
  };
}

/** A design as the API takes it. */
export function templateOf(design: Design): { name: string; fields: TemplateField[] } {
  return {
    name: design.name.trim(),
    fields: design.fields.map(({ id: _id, keyFollows: _keyFollows, ...field }) => ({
      ...field,
      label: field.label.trim(),
      help: field.help.trim(),
      options: field.options.map((option) => option.trim()).filter((option) => option !== ""),
    })),
  };
}

/** Whether a field stands in the order: a built-in column that is not asked stands nowhere. */
export function isRow(field: TemplateField): boolean {
  return field.kind !== "column" || !field.hidden;
}

export function isUnset(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === null || value === undefined || (typeof value === "string" && value.trim() === "");
}

const keyLength = 50;

/** "Who can let us in?" is `who_can_let_us_in`; taken keys get a number. */
export function keyOf(label: string, taken: readonly string[]): string {
  const plain = label
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "")
    .slice(0, keyLength)
    .replace(/_+$/, "");
  const stem = plain || "field";
  if (!taken.includes(stem)) return stem;
  for (let number = 2; ; number += 1) {
    const suffix = `_${number}`;
    const key = stem.slice(0, keyLength - suffix.length) + suffix;
    if (!taken.includes(key)) return key;
  }
}

export function move<T>(list: readonly T[], from: number, to: number): T[] {
  const moved = list.slice();
  const [one] = moved.splice(from, 1);
  if (one !== undefined) moved.splice(Math.max(0, Math.min(to, moved.length)), 0, one);
  return moved;
}

/** Where something dropped at an edge of a row comes to stand. */
export function dropIndex(list: readonly { id: string }[], target: string | null, below: boolean): number {
  const index = list.findIndex((field) => field.id === target);
  return index < 0 ? list.length : index + (below ? 1 : 0);
}

let made = 0;

/** Only this page tells such ids apart. */
function newId(): string {
  made += 1;
  return `new-${Date.now().toString(36)}-${made}`;
}

export function newField(kind: FieldKind, label: string, fields: readonly DesignField[]): DesignField {
  const key = keyOf(
    label,
    fields.map((field) => field.key),
  );
  const options = kind === "select" || kind === "multi_select" ? [""] : [];
  return {
    id: newId(),
    keyFollows: true,
    key,
    label,
    kind,
    required: false,
    hidden: false,
    options,
    default: null,
    help: "",
    show_if: null,
  };
}

export function newColumn(key: ColumnName, label: string): DesignField {
  return { ...columnField(key, label), id: newId(), keyFollows: false };
}

export function insert(design: Design, field: DesignField, index: number): Design {
  return { ...design, fields: design.fields.toSpliced(index, 0, field) };
}

/** Whatever depended on it is asked always. */
export function remove(design: Design, id: string): Design {
  const gone = design.fields.find((field) => field.id === id);
  return {
    ...design,
    fields: design.fields
      .filter((field) => field.id !== id)
      .map((field) => (gone && field.show_if?.key === gone.key ? { ...field, show_if: null } : field)),
  };
}

/** Takes a removal back: the field at its old place, and the conditions that waited for it. */
export function putBack(design: Design, before: Design, id: string): Design {
  const index = before.fields.findIndex((field) => field.id === id);
  const gone = before.fields[index];
  if (!gone || design.fields.some((field) => field.id === id)) return design;
  const back = insert(design, gone, Math.min(index, design.fields.length));
  const waited = new Map(
    before.fields.filter((field) => field.show_if?.key === gone.key).map((field) => [field.id, field.show_if]),
  );
  return {
    ...back,
    fields: back.fields.map((field) => ({ ...field, show_if: field.show_if ?? waited.get(field.id) ?? null })),
  };
}

/** The first name of a copy that nobody has. */
export function copyName(name: string, taken: readonly string[], numbered: (number: number) => string): string {
  for (let number = 1; ; number += 1) {
    const copied = numbered(number);
    if (copied !== name && !taken.includes(copied)) return copied;
  }
}

export function duplicate(design: Design, id: string, label: string): { design: Design; copy: DesignField } | null {
  const index = design.fields.findIndex((field) => field.id === id);
  const original = design.fields[index];
  if (!original || original.kind === "column") return null;
  const copy = { ...original, ...newField(original.kind, label, design.fields), options: original.options };
  return {
    design: insert(
      design,
      {
        ...copy,
        required: original.required,
        help: original.help,
        default: original.default,
        show_if: original.show_if,
      },
      index + 1,
    ),
    copy,
  };
}

/** Changes one field; its key follows its label, and conditions follow its key. */
export function change(design: Design, id: string, patch: Partial<TemplateField>): Design {
  const before = design.fields.find((field) => field.id === id);
  if (!before) return design;
  const after: DesignField = { ...before, ...patch };
  if (patch.key !== undefined) after.keyFollows = false;
  else if (patch.label !== undefined && before.keyFollows) {
    const taken = design.fields.filter((field) => field.id !== id).map((field) => field.key);
    after.key = keyOf(patch.label, taken);
  }
  const fields = design.fields.map((field) => {
    if (field.id === id) return after;
    if (field.show_if?.key !== before.key || after.key === before.key) return field;
    return { ...field, show_if: { ...field.show_if, key: after.key } };
  });
  return { ...design, fields };
}

/** How many things differ from what is stored: a name, a field that is new, gone or other, an order. */
export function countChanges(base: Design, design: Design): number {
  const before = new Map(base.fields.map((field) => [field.id, field]));
  const now = new Set(design.fields.map((field) => field.id));
  let count = base.name === design.name ? 0 : 1;
  count += base.fields.filter((field) => !now.has(field.id)).length;
  for (const field of design.fields) {
    const old = before.get(field.id);
    if (!old || JSON.stringify(plain(old)) !== JSON.stringify(plain(field))) count += 1;
  }
  const kept = design.fields.filter((field) => before.has(field.id)).map((field) => field.id);
  const asBefore = base.fields.filter((field) => now.has(field.id)).map((field) => field.id);
  return count + (kept.join() === asBefore.join() ? 0 : 1);
}

function plain({ keyFollows: _keyFollows, ...field }: DesignField): unknown[] {
  return [
    field.key,
    field.label,
    field.kind,
    field.required,
    field.hidden,
    field.options,
    field.default,
    field.help,
    field.show_if,
  ];
}
