import { describe, expect, it } from "vitest";
import { matching, mentionAt, mentionedIn, pieces } from "./mentions";

const tom = { id: "1", name: "Tom" };
const hallam = { id: "2", name: "Tom Hallam" };
const jade = { id: "3", name: "Jade (on call)" };
const other = { id: "4", name: "Tom Hallam" };

describe("mentionAt", () => {
  it.each([
    ["@", 1, { start: 0, typed: "" }],
    ["See @Tom Ha", 11, { start: 4, typed: "Tom Ha" }],
    ["See @Tom Ha", 6, { start: 4, typed: "T" }],
    ["mail me@example.com", 19, null],
    ["@Tom Hallam is", 14, null],
  ])("%s at %i", (text, caret, found) => expect(mentionAt(text, caret)).toEqual(found));
});

it("finds by the beginning of any of the names, the first one first", () => {
  expect(matching([jade, hallam, { id: "5", name: "Hal" }], "hal").map(({ id }) => id)).toEqual(["5", "2"]);
});

it("takes the longest name, whatever letters it has", () => {
  const words = pieces("@Tom Hallam and @Tom, @Jade (on call)!", [tom, hallam, jade]);
  expect(words.filter(({ kind }) => kind === "mention").map(({ text }) => text)).toEqual([
    "@Tom Hallam",
    "@Tom",
    "@Jade (on call)",
  ]);
  expect(words.map(({ text }) => text).join("")).toBe("@Tom Hallam and @Tom, @Jade (on call)!");
});

it("makes links of web addresses alone, without what ends the sentence", () => {
  const links = (text: string) => pieces(text, []).filter(({ kind }) => kind === "link");
  expect(links("See https://example.com/a?b=1. Or (http://x.org)!").map(({ text }) => text)).toEqual([
    "https://example.com/a?b=1",
    "http://x.org",
  ]);
  expect(links("javascript:alert(1) data:text/html,x")).toEqual([]);
});

it("asks which of two with one name was picked", () => {
  expect(mentionedIn("@Tom Hallam", [hallam, other], ["4"])).toEqual(["4"]);
  expect(mentionedIn("@Tom Hallam", [hallam, other], [])).toEqual(["2", "4"]);
  expect(mentionedIn("nobody", [hallam, other], ["4"])).toEqual([]);
});
