import { expect, test } from "vitest";
import { dueQuery, monthOf, whatIfOf } from "./renewals-search";

const ask = (search: Record<string, string>) => dueQuery(search, [], "2026-11-22", "Europe/London");

test("a tile asks for the days that it sums up", () => {
  expect(ask({})).toEqual({ to: "2027-02-20" });
  expect(ask({ tile: "overdue" })).toEqual({ to: "2026-11-22" });
  expect(ask({ tile: "due_30" })).toEqual({ from: "2026-11-22", to: "2026-12-22" });
  expect(ask({ tile: "at_risk" })).toEqual({ to: "2027-02-20", at_risk: "true" });
  expect(ask({ tile: "nonsense" })).toEqual({ to: "2027-02-20" });
});

test("a what-if in the address is a percentage that makes sense, or is left out", () => {
  expect(whatIfOf({ price: "6.5", quantity: "0", churn: "2" })).toEqual({ price: "6.5", churn: "2" });
  expect(whatIfOf({ price: "much", quantity: "1e9", churn: "-1" })).toEqual({});
  expect(whatIfOf({ price: "-100.5", churn: "100.001" })).toEqual({});
});

test("a month in the address is one", () => {
  expect([monthOf({ month: "2027-04" }), monthOf({ month: "2027-13" }), monthOf({})]).toEqual([
    "2027-04",
    undefined,
    undefined,
  ]);
});
