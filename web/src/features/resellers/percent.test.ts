import { expect, test } from "vitest";
import { toPercent, toShare } from "./percent";

test.each([
  ["25", "0.25"],
  ["12.5", "0.125"],
  ["12,5 %", "0.125"],
  ["0", "0"],
  ["100", "1"],
  ["7", "0.07"],
  ["33.333", "0.33333"],
])("%s percent is a share of %s, and back", (percent, share) => {
  expect(toShare(percent)).toBe(share);
  expect(toShare(toPercent(share))).toBe(share);
});

test("a share as the API writes it is read", () => {
  expect(["0.25000", "0.12500", "1.00000", "0.00000", "0.1"].map(toPercent)).toEqual(["25", "12.5", "100", "0", "10"]);
});

test("what is no number is left for the server to refuse", () => {
  expect(["", "a lot", "-5", "1e2"].map(toShare)).toEqual(["", "a lot", "-5", "1e2"]);
});
