/**
 * What was typed and not saved, kept while the page lives: a closed form, an ended session or a wrong turn lose nothing.
 * Signing out forgets all of it.
 */
const drafts = new Map<string, Record<string, unknown>>();

export function keepDraft(key: string, values: Record<string, unknown>): void {
  drafts.set(key, values);
}

export function draft(key: string): Record<string, unknown> | undefined {
  return drafts.get(key);
}

export function dropDraft(key: string): void {
  drafts.delete(key);
}

export function dropAllDrafts(): void {
  drafts.clear();
}
