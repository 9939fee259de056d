import { expect, test } from "vitest";
import { readTime } from "./working-hours-section";

test.each([
  ["9", "09:00"],
  ["930", "09:30"],
  ["9.30", "09:30"],
  ["17:30", "17:30"],
  ["24", "24:00"],
  ["noon", "noon"],
])("%s is read as %s", (typed, read) => expect(readTime(typed)).toBe(read));
