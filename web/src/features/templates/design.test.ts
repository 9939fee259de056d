import { describe, expect, test } from "vitest";
import {
  change,
  copyName,
  countChanges,
  type Design,
  designOf,
  dropIndex,
  duplicate,
  insert,
  keyOf,
  move,
  newColumn,
  newField,
  putBack,
  remove,
  templateOf,
} from "./design";

function designed(...labels: string[]): Design {
  let design: Design = { name: "Fault", fields: [] };
  for (const label of labels) design = insert(design, newField("text", label, design.fields), design.fields.length);
  return design;
}

function keys(design: Design): string[] {
  return design.fields.map((field) => field.key);
}

function idOf(design: Design, key: string): string {
  return design.fields.find((field) => field.key === key)?.id ?? "";
}

describe("a key", () => {
  test("is the label in small letters and digits", () => {
    expect(keyOf("Who can let us in?", [])).toBe("who_can_let_us_in");
    expect(keyOf("  Größe & Café (m²)", [])).toBe("gro_e_cafe_m2");
    expect(keyOf("2nd floor", [])).toBe("nd_floor");
    expect(keyOf("東京", [])).toBe("field");
  });

  test("has at most fifty letters, and a number when it is taken", () => {
    const long = keyOf("x".repeat(80), []);
    expect(long).toHaveLength(50);
    expect(keyOf("x".repeat(80), [long])).toBe(`${"x".repeat(48)}_2`);
    expect(keyOf("Room", ["room", "room_2"])).toBe("room_3");
  });

  test("follows the label until somebody writes it, and conditions follow it", () => {
    let design = designed("Room", "Store");
    const room = idOf(design, "room");
    design = change(design, idOf(design, "store"), { show_if: { key: "room", equals: "x" } });
    design = change(design, room, { label: "Which room?" });
    expect(keys(design)).toEqual(["which_room", "store"]);
    expect(design.fields[1]?.show_if).toEqual({ key: "which_room", equals: "x" });
    design = change(design, room, { key: "place" });
    design = change(design, room, { label: "Where?" });
    expect(keys(design)).toEqual(["place", "store"]);
  });

  test("of a stored field stays when its label changes", () => {
    const design = designOf(templateOf(designed("Room")));
    expect(keys(change(design, "room", { label: "Place" }))).toEqual(["room"]);
  });
});

describe("moving", () => {
  test("takes one out and puts it in, inside the list", () => {
    expect(move(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
    expect(move(["a", "b", "c"], 2, -4)).toEqual(["c", "a", "b"]);
    expect(move(["a", "b"], 5, 0)).toEqual(["a", "b"]);
  });

  test("lands above or below a row, and at the end beside all rows", () => {
    const rows = [{ id: "a" }, { id: "b" }];
    expect(dropIndex(rows, "b", false)).toBe(1);
    expect(dropIndex(rows, "b", true)).toBe(2);
    expect(dropIndex(rows, null, false)).toBe(2);
  });
});

describe("a removal", () => {
  test("frees what waited for the field, and can be taken back whole", () => {
    let before = designed("Room", "Store", "Note");
    before = change(before, idOf(before, "store"), { show_if: { key: "room", equals: "x" } });
    const room = idOf(before, "room");
    const after = remove(before, room);
    expect(keys(after)).toEqual(["store", "note"]);
    expect(after.fields[0]?.show_if).toBeNull();
    const later = change(after, idOf(after, "note"), { label: "Remark" });
    const back = putBack(later, before, room);
    expect(keys(back)).toEqual(["room", "store", "remark"]);
    expect(back.fields[1]?.show_if).toEqual({ key: "room", equals: "x" });
  });
});

describe("changes", () => {
  test("count what is new, gone, other and elsewhere", () => {
    const base = designOf(templateOf(designed("Room", "Store", "Note")));
    expect(countChanges(base, base)).toBe(0);
    expect(countChanges(base, { ...base, name: "Other" })).toBe(1);
    expect(countChanges(base, { ...base, fields: move(base.fields, 0, 2) })).toBe(1);
    const other = remove(change(base, "note", { required: true }), "room");
    expect(countChanges(base, other)).toBe(2);
    const back = change(change(base, "note", { label: "Notes" }), "note", { label: "Note" });
    expect(countChanges(base, back)).toBe(0);
  });
});

describe("copies", () => {
  test("of a field stand below it under a key of their own", () => {
    const design = designed("Room", "Store");
    const copied = duplicate(design, idOf(design, "room"), "Room (copy)");
    expect(copied && keys(copied.design)).toEqual(["room", "room_copy", "store"]);
    const placed = insert(design, newColumn("status", "Status"), 0);
    expect(duplicate(placed, idOf(placed, "status"), "x")).toBeNull();
  });

  test("of a template have a name that nobody has", () => {
    const numbered = (number: number) => (number === 1 ? "Fault (copy)" : `Fault (copy ${number})`);
    expect(copyName("Fault", ["Fault", "Fault (copy)"], numbered)).toBe("Fault (copy 2)");
  });
});

test("what is sent has no blanks around it and no empty options", () => {
  const field = { ...newField("select", " Room ", []), options: [" Store ", "", "Office"] };
  expect(templateOf({ name: " Fault ", fields: [field] })).toEqual({
    name: "Fault",
    fields: [
      {
        key: "room",
        label: "Room",
        kind: "select",
        required: false,
        hidden: false,
        options: ["Store", "Office"],
        default: null,
        help: "",
        show_if: null,
      },
    ],
  });
});
