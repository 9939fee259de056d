import { expect, test } from "vitest";
import { clashing, merge } from "./merge";

const base = { title: "Printer", location: "Leeds", category: "" };

test("what only the others changed is taken, what only I changed stays", () => {
  const mine = { ...base, title: "Printer, second floor" };
  const theirs = { ...base, location: "York" };
  expect(merge(base, mine, theirs)).toEqual({ taken: { location: "York" }, base: { ...base, location: "York" } });
  expect(clashing(base, mine, theirs)).toEqual([]);
});

test("what both changed stays as I typed it, and clashes", () => {
  const mine = { ...base, title: "Printer, second floor" };
  const theirs = { ...base, title: "Printer smells" };
  expect(merge(base, mine, theirs)).toEqual({ taken: {}, base });
  expect(clashing(base, mine, theirs)).toEqual(["title"]);
});

test("the same change of both is no clash, and later changes are measured against it", () => {
  const both = { ...base, title: "Scanner" };
  expect(clashing(base, both, both)).toEqual([]);
  const merged = merge(base, both, both);
  expect(merged).toEqual({ taken: {}, base: both });
  expect(merge(merged.base, both, { ...both, title: "Plotter" }).taken).toEqual({ title: "Plotter" });
});

test("what they put back as it was no longer clashes", () => {
  const mine = { ...base, title: "Printer, second floor" };
  const first = merge(base, mine, { ...base, title: "Printer smells" });
  expect(clashing(first.base, mine, base)).toEqual([]);
});

test("an empty field is like none, and lists are compared by what is in them", () => {
  const typed = { category: "", tags: ["a"] };
  expect(merge(typed, typed, { category: null, tags: ["a"] })).toEqual({ taken: {}, base: typed });
  expect(merge(typed, typed, { category: null, tags: ["a", "b"] }).taken).toEqual({ tags: ["a", "b"] });
});

test("a field that the form does not have is none of its business", () => {
  expect(clashing({ a: 1 }, { a: 2 }, { b: 3 })).toEqual([]);
});
