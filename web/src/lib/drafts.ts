/**
 * What was typed and not saved, kept while the page lives: a closed form, an ended session or a wrong turn lose nothing.
 * Signing out forgets all of it. Long work is kept in the tab's storage too, and so survives a reload.
 */
type Values = Record<string, unknown>;
/** `base` is what the changed fields were before, for those who edit what others may edit too. */
type Draft = { values: Values; base: Values };

const drafts = new Map<string, Draft>();

const prefix = "worktrackr.draft.";

export function keepDraft(key: string, values: Values, base: Values = {}): void {
  drafts.set(key, { values, base });
}

export function draft(key: string): Draft | undefined {
  return drafts.get(key);
}

export function dropDraft(key: string): void {
  drafts.delete(key);
}

export function dropAllDrafts(): void {
  drafts.clear();
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key);
}

/** The key names the person: another who signs in to this tab finds nothing. */
export function keepLongDraft(key: string, value: unknown): void {
  try {
    sessionStorage.setItem(prefix + key, JSON.stringify(value));
  } catch {
    // Without storage, or without room in it, the draft lives until the page is left.
  }
}

export function longDraft(key: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(prefix + key) ?? "null");
  } catch {
    return null;
  }
}

export function dropLongDraft(key: string): void {
  sessionStorage.removeItem(prefix + key);
}
