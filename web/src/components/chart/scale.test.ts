import { expect, test } from "vitest";
import { ticks } from "./scale";

test("lines are at round values, and the last is not below the highest bar", () => {
  expect(ticks(15_300)).toEqual([0, 5000, 10_000, 15_000, 20_000]);
  expect(ticks(16_000)).toEqual([0, 5000, 10_000, 15_000, 20_000]);
  expect(ticks(640)).toEqual([0, 200, 400, 600, 800]);
  expect(ticks(100)).toEqual([0, 25, 50, 75, 100]);
  expect(ticks(0.07).at(-1)).toBeGreaterThanOrEqual(0.07);
});

test("nothing at all has a scale too", () => {
  expect(ticks(0)).toEqual([0, 1]);
  expect(ticks(Number.NaN)).toEqual([0, 1]);
});
