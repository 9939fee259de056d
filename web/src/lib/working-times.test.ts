import { expect, test } from "vitest";
import { workingTimesIn } from "./working-times";

const nine = [{ start: "09:00", end: "17:30" }];
const week = { monday: nine, tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] };

test("at home the hours are as they are written", () => {
  expect(workingTimesIn(week, "Europe/London", "Europe/London", "2026-11-23")).toEqual([
    { daysOfWeek: [1], startTime: "09:00", endTime: "17:30" },
  ]);
});

test("elsewhere they stand on the other clock", () => {
  expect(workingTimesIn(week, "Europe/London", "America/St_Johns", "2026-11-23")).toEqual([
    { daysOfWeek: [1], startTime: "05:30", endTime: "14:00" },
  ]);
});

test("what passes midnight becomes two parts", () => {
  expect(workingTimesIn(week, "Europe/London", "Pacific/Kiritimati", "2026-11-23")).toEqual([
    { daysOfWeek: [1], startTime: "23:00", endTime: "24:00" },
    { daysOfWeek: [2], startTime: "00:00", endTime: "07:30" },
  ]);
  const whole = { ...week, monday: [], sunday: [{ start: "00:00", end: "24:00" }] };
  expect(workingTimesIn(whole, "Europe/London", "Europe/London", "2026-11-23")).toEqual([
    { daysOfWeek: [0], startTime: "00:00", endTime: "24:00" },
  ]);
});
