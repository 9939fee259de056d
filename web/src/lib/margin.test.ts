import { expect, test } from "vitest";
import { amountOf, margin, marginShare, sum, times } from "./margin";

test("a margin is exact to the cent", () => {
  expect(margin("0.30", "0.10")).toBe("0.20");
  expect(margin("100.00", "150.5")).toBe("-50.50");
  expect(margin("123456789012.34", "0.01")).toBe("123456789012.33");
});

test("a margin has no share of a price of nothing", () => {
  expect(marginShare("0.00", "5.00")).toBeNull();
  expect(marginShare("200.00", "50.00")).toBe(0.75);
});

test("so many at an amount are exact to the cent", () => {
  expect(times("17.60", 18)).toBe("316.80");
  expect(times("999999999999.99", 3)).toBe("2999999999999.97");
  expect(times("-0.01", 7)).toBe("-0.07");
});

test("a sum is exact to the cent", () => {
  expect(sum(["0.10", "0.20", "-1"])).toBe("-0.70");
  expect(sum([])).toBe("0.00");
});

test("a margin's share is rounded once, and exactly", () => {
  expect(marginShare("20.00", "10.01")).toBe(0.5);
  expect(marginShare("3.00", "1.00")).toBe(0.667);
  expect(marginShare("10.00", "15.00")).toBe(-0.5);
  expect(marginShare("999999999999.99", "0.00")).toBe(1);
});

test("an amount is read as people write it, or not at all", () => {
  expect(["12,5", " 12.50 ", "0", "12.505", "-1", "abc", "1,240.50"].map(amountOf)).toEqual([
    "12.5",
    "12.50",
    "0",
    null,
    null,
    null,
    null,
  ]);
});
