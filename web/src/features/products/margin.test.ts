import { expect, test } from "vitest";
import { margin, marginShare } from "./margin";

test("a margin is exact to the cent", () => {
  expect(margin("0.30", "0.10")).toBe("0.20");
  expect(margin("100.00", "150.5")).toBe("-50.50");
  expect(margin("123456789012.34", "0.01")).toBe("123456789012.33");
});

test("a margin has no share of a price of nothing", () => {
  expect(marginShare("0.00", "5.00")).toBeNull();
  expect(marginShare("200.00", "50.00")).toBe(0.75);
});
