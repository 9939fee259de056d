import type { Attachment, ChecklistItem, Comment } from "@/api/conversations";
import type { Change } from "@/api/resource";

export type Entry = { id: string; at: string } & (
  | { kind: "comment"; comment: Comment; files: Attachment[] }
  | { kind: "change"; change: Change }
  | { kind: "file"; file: Attachment }
  | { kind: "ticks"; items: ChecklistItem[]; by: string | null }
);

const together = 15 * 60_000;

function ticksOf(items: readonly ChecklistItem[]): Entry[] {
  const ticked = items
    .flatMap((item) => (item.done_at === null ? [] : [{ item, at: item.done_at }]))
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const entries: Extract<Entry, { kind: "ticks" }>[] = [];
  for (const { item, at } of ticked) {
    const last = entries.at(-1);
    if (last?.by === item.done_by_name && Date.parse(at) - Date.parse(last.at) < together) {
      last.items.push(item);
      last.at = at;
    } else {
      entries.push({ id: `ticked-${item.id}`, at, kind: "ticks", items: [item], by: item.done_by_name });
    }
  }
  return entries;
}

type Sources = {
  comments: readonly Comment[];
  /** Whether older ones wait on the server. */
  moreComments: boolean;
  changes: readonly Change[];
  moreChanges: boolean;
  files: readonly Attachment[];
  items: readonly ChecklistItem[];
};

/** Everything that happened to a ticket in one order, the newest last. */
export function entriesOf(sources: Sources): Entry[] {
  const { comments, changes, files, items } = sources;
  const shown = new Set(comments.map((comment) => comment.id));
  const all: Entry[] = [
    ...comments.map((comment) => ({
      id: comment.id,
      at: comment.created_at,
      kind: "comment" as const,
      comment,
      files: files.filter((file) => file.comment_id === comment.id),
    })),
    ...changes.map((change) => ({ id: change.id, at: change.at, kind: "change" as const, change })),
    ...files
      .filter((file) => file.comment_id === null || !(shown.has(file.comment_id) || sources.moreComments))
      .map((file) => ({ id: file.id, at: file.created_at, kind: "file" as const, file })),
    ...ticksOf(items),
  ];
  // What is not loaded yet is older than what is: before that edge the order would have holes.
  const edges = [
    sources.moreComments ? comments.at(-1)?.created_at : undefined,
    sources.moreChanges ? changes.at(-1)?.at : undefined,
  ].map((at) => (at === undefined ? 0 : Date.parse(at)));
  const edge = Math.max(...edges);
  return all
    .filter((entry) => Date.parse(entry.at) >= edge)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.id < b.id ? -1 : 1));
}
