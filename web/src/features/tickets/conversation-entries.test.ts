import { expect, it } from "vitest";
import type { Attachment, ChecklistItem, Comment } from "@/api/conversations";
import type { Change } from "@/api/resource";
import { entriesOf } from "./conversation-entries";

const minute = (number: number) => `2026-11-22T08:${String(number).padStart(2, "0")}:00Z`;
const stored = { version: 1, created_at: minute(0), updated_at: minute(0), ticket_id: "t" };
const author = { created_by: "u", created_by_name: "Jade" };

function comment(id: string, at: number): Comment {
  return { ...stored, ...author, id, body: id, internal: false, mentions: [], edited_at: null, created_at: minute(at) };
}

function file(id: string, at: number, commentId: string | null): Attachment {
  const rest = { name: id, media_type: "image/png", size: 1, is_image: true };
  return { ...stored, ...author, ...rest, id, comment_id: commentId, created_at: minute(at) };
}

function tick(id: string, at: number | null, by = "Jade"): ChecklistItem {
  const done = { done: at !== null, done_at: at === null ? null : minute(at) };
  return { ...stored, id, text: id, position: 0, done_by: "u", done_by_name: by, ...done };
}

function change(id: string, at: number): Change {
  const by = { actor_id: "u", actor_name: "Jade", actor_kind: "user", change_set_id: id };
  return { id, ...by, action: "update", before: {}, after: {}, version: 1, at: minute(at) };
}

const nothing = { comments: [], moreComments: false, changes: [], moreChanges: false, files: [], items: [] };

it("tells everything in one order, the newest last, with files at their comment", () => {
  const entries = entriesOf({
    ...nothing,
    comments: [comment("c2", 30), comment("c1", 10)],
    changes: [change("h1", 20)],
    files: [file("f1", 31, "c2"), file("f2", 5, null)],
    items: [tick("i1", 40), tick("i2", null)],
  });
  expect(entries.map(({ id }) => id)).toEqual(["f2", "c1", "h1", "c2", "ticked-i1"]);
  expect(entries[3]).toMatchObject({ files: [{ id: "f1" }] });
});

it("shows nothing older than what is not loaded", () => {
  const entries = entriesOf({
    ...nothing,
    comments: [comment("c2", 30)],
    moreComments: true,
    changes: [change("h1", 20)],
  });
  expect(entries.map(({ id }) => id)).toEqual(["c2"]);
});

it("tells ticks of one person within a quarter of an hour together", () => {
  const items = [tick("a", 1), tick("b", 5), tick("c", 25), tick("d", 26, "Tom")];
  const entries = entriesOf({ ...nothing, items });
  expect(entries.map((entry) => (entry.kind === "ticks" ? entry.items.map(({ id }) => id) : []))).toEqual([
    ["a", "b"],
    ["c"],
    ["d"],
  ]);
});

it("keeps a file whose comment is gone", () => {
  expect(entriesOf({ ...nothing, files: [file("f", 1, "gone")] }).map(({ id }) => id)).toEqual(["f"]);
});
