import { describe, expect, test } from "vitest";
import {
  daysOf,
  eachDay,
  instantsOf,
  isDay,
  minutesBetween,
  namingDay,
  overlaps,
  startOfWeek,
  step,
  touchesDay,
  weekOf,
  zoneName,
} from "./calendar";

describe("pages of a calendar", () => {
  test("weeks start on Monday", () => {
    expect(startOfWeek("2026-11-22")).toBe("2026-11-16");
    expect(startOfWeek("2026-11-23")).toBe("2026-11-23");
  });

  test.each([
    ["day", "2026-11-24", "2026-11-24", "2026-11-24"],
    ["work-week", "2026-11-24", "2026-11-23", "2026-11-27"],
    ["week", "2026-11-24", "2026-11-23", "2026-11-29"],
    ["month", "2026-11-24", "2026-10-26", "2026-12-06"],
    ["agenda", "2026-11-24", "2026-11-24", "2026-12-07"],
  ] as const)("a %s shows whole days", (view, day, first, last) => {
    expect(daysOf(view, day)).toEqual({ first, last });
  });

  test("a step goes to the next page and never past the end of a month", () => {
    expect(step("month", "2026-01-31", 1)).toBe("2026-02-01");
    expect(step("week", "2026-11-24", -1)).toBe("2026-11-17");
    expect(step("day", "2026-03-28", 1)).toBe("2026-03-29");
    expect(step("agenda", "2026-03-28", 1)).toBe("2026-04-11");
  });

  test("a week is named after its Thursday", () => {
    expect(namingDay("week", "2026-12-28")).toBe("2026-12-31");
    expect(weekOf("2026-12-31")).toBe(53);
  });

  test("what is no day in an address is told", () => {
    expect(["2026-02-29", "2026-2-1", "x", undefined, "0001-01-01"].some(isDay)).toBe(false);
    expect(isDay("2028-02-29")).toBe(true);
  });
});

describe("days of a zone", () => {
  test.each([
    ["Europe/London", "2026-03-29", "2026-03-29T00:00:00+00:00", "2026-03-30T00:00:00+01:00", 23],
    ["Europe/London", "2026-10-25", "2026-10-25T00:00:00+01:00", "2026-10-26T00:00:00+00:00", 25],
    ["America/St_Johns", "2026-03-08", "2026-03-08T00:00:00-03:30", "2026-03-09T00:00:00-02:30", 23],
    ["Pacific/Kiritimati", "2026-11-23", "2026-11-23T00:00:00+14:00", "2026-11-24T00:00:00+14:00", 24],
  ])("%s on %s", (zone, day, from, to, hours) => {
    expect(instantsOf({ first: day, last: day }, zone)).toEqual({ from, to });
    expect(minutesBetween(from, to)).toBe(hours * 60);
  });

  test.each([
    ["Europe/London", "2026-03-29T22:30:00Z", "2026-03-29"],
    ["Europe/London", "2026-03-28T23:30:00Z", "2026-03-28"],
    ["America/St_Johns", "2026-03-09T02:00:00Z", "2026-03-08"],
    ["Pacific/Kiritimati", "2026-11-22T10:30:00Z", "2026-11-23"],
  ])("in %s the half hour from %s is on %s alone", (zone, start, day) => {
    const end = new Date(Date.parse(start) + 30 * 60_000).toISOString();
    const around = eachDay({ first: step("day", day, -1), last: step("day", day, 1) });
    expect(around.filter((one) => touchesDay(start, end, one, zone))).toEqual([day]);
  });

  test("a zone is called by its town", () => {
    expect(zoneName("Europe/London", "2026-07-01T00:00:00Z").place).toBe("London");
    expect(zoneName("America/St_Johns", "2026-07-01T00:00:00Z").place).toBe("St Johns");
  });
});

describe("overlaps", () => {
  const span = (id: string, person: string | null, start: string, end: string) => ({
    id,
    person,
    start: `2026-11-24T${start}:00Z`,
    end: `2026-11-24T${end}:00Z`,
  });
  const pairs = (...spans: ReturnType<typeof span>[]) => overlaps(spans).map(([one, other]) => one.id + other.id);

  test("only of one person, and not where one begins as the other ends", () => {
    expect(pairs(span("a", "p", "09:00", "10:00"), span("b", "p", "10:00", "11:00"))).toEqual([]);
    expect(pairs(span("a", "p", "09:00", "10:00"), span("b", "q", "09:00", "10:00"))).toEqual([]);
    expect(pairs(span("a", null, "09:00", "10:00"), span("b", null, "09:00", "10:00"))).toEqual([]);
    expect(pairs(span("b", "p", "09:30", "10:30"), span("a", "p", "09:00", "10:00"))).toEqual(["ab"]);
  });

  test("every pair of three counts", () => {
    const long = span("a", "p", "09:00", "12:00");
    expect(pairs(long, span("b", "p", "09:30", "10:00"), span("c", "p", "10:00", "11:00"))).toEqual(["ab", "ac"]);
  });
});
