import { describe, expect, test } from "vitest";
import type { FieldKind, TemplateField } from "@/api/templates";
import {
  answersOf,
  askedColumns,
  type ColumnName,
  columnField,
  columns,
  constraintsFor,
  defaultsOf,
  isShown,
  layoutOf,
  shownAnswers,
} from "./template-field";

function field(key: string, kind: FieldKind, more: Partial<TemplateField> = {}): TemplateField {
  return {
    key,
    label: key,
    kind,
    required: false,
    hidden: false,
    options: [],
    default: null,
    help: "",
    show_if: null,
    ...more,
  };
}

const labels: Record<ColumnName, string> = {
  title: "Subject",
  description: "Description",
  contact_id: "Contact",
  status: "Status",
  priority: "Priority",
  assigned_user_id: "Assignee",
  category: "Category",
  location: "Location",
  scheduled_date: "Due",
  scheduled_start: "Starts",
  scheduled_end: "Ends",
};

const trips = field("trips", "checkbox");
const often = field("often", "number", { show_if: { key: "trips", equals: true } });
const since = field("since", "date", { show_if: { key: "often", equals: 3 } });
const rooms = field("rooms", "multi_select", { options: ["Store", "Office"] });
const store = field("store", "text", { show_if: { key: "rooms", equals: "Store" } });

describe("the order of a form", () => {
  test("has columns that nobody placed before the first field of the template", () => {
    const layout = layoutOf([columnField("contact_id", "Who"), trips, columnField("title", "What")], labels);
    expect(layout.map((one) => one.key)).toEqual([
      "contact_id",
      ...columns.filter((key) => key !== "contact_id" && key !== "title"),
      "trips",
      "title",
    ]);
  });

  test("of an empty template is that of every ticket", () => {
    expect(layoutOf([], labels).map((one) => one.key)).toEqual([...columns]);
  });
});

describe("what depends on another field", () => {
  const fields = [trips, often, since, rooms, store];

  test("is asked when that has the value", () => {
    expect(isShown(often, fields, { fields: { trips: true } })).toBe(true);
    expect(isShown(often, fields, { fields: { trips: false } })).toBe(false);
    expect(isShown(often, fields, {})).toBe(false);
  });

  test("is asked only if the other is asked itself", () => {
    expect(isShown(since, fields, { fields: { trips: true, often: "3" } })).toBe(true);
    expect(isShown(since, fields, { fields: { trips: false, often: "3" } })).toBe(false);
  });

  test("takes an untouched checkbox for no", () => {
    const calm = field("calm", "text", { show_if: { key: "trips", equals: false } });
    expect(isShown(calm, [trips, calm], { fields: {} })).toBe(true);
  });

  test("is content with one of several choices", () => {
    expect(isShown(store, fields, { fields: { rooms: ["Office", "Store"] } })).toBe(true);
    expect(isShown(store, fields, { fields: { rooms: ["Office"] } })).toBe(false);
  });

  test("may wait for a column, placed or not", () => {
    const urgent = field("urgent", "text", { show_if: { key: "priority", equals: "Urgent" } });
    expect(isShown(urgent, [urgent], { priority: "Urgent" })).toBe(true);
    expect(isShown(urgent, [columnField("priority", "P"), urgent], { priority: "Low" })).toBe(false);
  });

  test("never waits in a circle", () => {
    const one = field("one", "text", { show_if: { key: "two", equals: "x" } });
    const two = field("two", "text", { show_if: { key: "one", equals: "x" } });
    expect(isShown(one, [one, two], { fields: { one: "x", two: "x" } })).toBe(false);
  });

  test("is not asked when it is hidden", () => {
    expect(isShown({ ...trips, hidden: true }, fields, {})).toBe(false);
  });
});

describe("answers", () => {
  test("are sent of what is asked, as the API takes them", () => {
    const fields = [trips, often, rooms, field("note", "text"), field("stars", "rating")];
    const values = { fields: { trips: true, often: " 4 ", rooms: [], note: " dark ", stars: 3, other: "x" } };
    expect(answersOf(fields, values)).toEqual({ trips: true, often: 4, note: "dark", stars: 3 });
    expect(answersOf(fields, { fields: { ...values.fields, trips: false } })).not.toHaveProperty("often");
  });

  test("say when a default was emptied, since it would come back", () => {
    const place = field("place", "text", { default: "Leeds" });
    expect(answersOf([place], { fields: { place: "" } })).toEqual({ place: null });
  });

  test("come back into a form as they were given", () => {
    const fields = [trips, often, rooms];
    expect(shownAnswers(fields, { often: 4, rooms: ["Store"] })).toEqual({
      trips: false,
      often: "4",
      rooms: ["Store"],
    });
  });

  test("begin with their defaults", () => {
    const fields = [columnField("title", "What"), { ...columnField("priority", "P"), default: "High" }, rooms];
    expect(defaultsOf(fields)).toEqual({ priority: "High", fields: { rooms: [] } });
  });
});

describe("columns", () => {
  test("that are not asked are not sent, but for the title", () => {
    const fields = [
      { ...columnField("title", "What"), hidden: true, default: "Boiler service" },
      { ...columnField("status", "S"), hidden: true },
      { ...columnField("category", "C"), default: "Heating" },
    ];
    expect(askedColumns(fields, { title: "", status: "Open", category: "", location: "Leeds" })).toEqual({
      title: "Boiler service",
      category: null,
      location: "Leeds",
    });
  });

  test("can be required by a template", () => {
    const known = { category: { nullable: true, type: "string", maxLength: 200 } };
    const limits = constraintsFor([{ ...columnField("category", "C"), required: true }], known);
    expect(limits.category).toEqual({ nullable: false, type: "string", maxLength: 200, required: true });
  });
});
