import { createInstance } from "i18next";
import { expect, test } from "vitest";
import { check } from "@/components/form/constraints";
import { percentConstraint, toPercent, toShare } from "./percent";

// In this "language" i18next answers the keys themselves.
const translator = createInstance({ lng: "cimode" });
await translator.init();

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

test.each(["25", "12.5", "12,5 %", "33.333", "0", "100", "100.0"])("%s is a rate", (percent) => {
  expect(check(percent, percentConstraint, translator.t)).toBe(true);
});

test.each(["100.1", "250", "-5", "a lot", "1.2345", "12.5.1"])("%s is none, and it is said what is", (percent) => {
  expect(check(percent, percentConstraint, translator.t)).toBe("forms.pattern_percent");
});

test("what is no number is left for the server to refuse", () => {
  expect(["", "a lot", "-5", "1e2"].map(toShare)).toEqual(["", "a lot", "-5", "1e2"]);
});
