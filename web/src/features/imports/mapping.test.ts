import { expect, test } from "vitest";
import { choicesFor, faultsByColumn, ownField, sendTo } from "./mapping";

test("a column's name becomes a field's as the server makes it", () => {
  expect(["Ticket ID", "ticketId", "E-mail (work)", "Straße", "—"].map((name) => ownField("fields", name))).toEqual([
    "fields.ticket_id",
    "fields.ticket_id",
    "fields.e_mail_work",
    "fields.straße",
    null,
  ]);
});

test("a field has one column: who takes it takes it from another", () => {
  expect(sendTo(["name", "phone", null], 2, "phone")).toEqual(["name", null, "phone"]);
  expect(sendTo(["name", null, null], 1, null)).toEqual(["name", null, null]);
});

test("the parts of an export are offered to an export only", () => {
  expect(choicesFor(["name", "addresses"], ["name"])).toEqual(["name"]);
  expect(choicesFor(["name", "addresses"], ["id", "addresses", null])).toEqual(["name", "id", "addresses"]);
});

test("a refusal stands at its column", () => {
  const errors = [
    { pointer: "/mapping/3", detail: "Twice." },
    { pointer: "/match", detail: "No." },
  ];
  expect(faultsByColumn(errors)).toEqual(new Map([[3, "Twice."]]));
});
