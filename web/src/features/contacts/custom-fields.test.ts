import { expect, test } from "vitest";
import { customFields, customRows } from "./custom-fields";

const stored = { "Alarm code": "4711", Floors: 3, "Has lift": true, Zones: ["a", "b"], Empty: null };

test("what was not touched keeps its kind", () => {
  expect(customFields(customRows(stored), stored)).toEqual(stored);
});

test("what was typed is text, and a field without a name is none", () => {
  const rows = [
    { name: " Floors ", value: "4" },
    { name: "", value: "lost" },
    { name: "New", value: "yes" },
  ];
  expect(customFields(rows, stored)).toEqual({ Floors: "4", New: "yes" });
});
