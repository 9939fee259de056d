import { describe, expect, it } from "vitest";
import { dropMinute, onDay, scaleOf, tracksOf, workingMinutes } from "./day-scale";

const zone = "Europe/London";

describe("scaleOf", () => {
  it("shows seven to six, and what is booked beyond", () => {
    expect(scaleOf("2026-11-24", zone, [])).toMatchObject({ start: "2026-11-24T07:00:00Z", minutes: 660 });
    const late = { id: "a", start: "2026-11-24T05:30:00Z", end: "2026-11-24T19:10:00Z" };
    expect(scaleOf("2026-11-24", zone, [late])).toMatchObject({ start: "2026-11-24T05:00:00Z", minutes: 900 });
  });

  it("counts the hours that a day has", () => {
    const night = { id: "a", start: "2026-03-29T00:00:00Z", end: "2026-03-29T03:00:00Z" };
    const spring = scaleOf("2026-03-29", zone, [night]);
    expect(spring.minutes).toBe(17 * 60);
    const local = (at: string) => Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainTime();
    const labels = spring.ticks.map((tick) => local(tick.at).toString({ smallestUnit: "minute" }));
    expect(labels.slice(0, 3)).toEqual(["00:00", "02:00", "03:00"]);
  });
});

describe("tracksOf", () => {
  it("stacks what overlaps and nothing else", () => {
    const at = (id: string, from: number, to: number) => ({
      id,
      start: `2026-11-24T${String(from).padStart(2, "0")}:00:00Z`,
      end: `2026-11-24T${String(to).padStart(2, "0")}:00:00Z`,
    });
    const tracks = tracksOf([at("a", 9, 11), at("b", 10, 12), at("c", 11, 13), at("d", 13, 14)]);
    expect(Object.fromEntries(tracks)).toEqual({
      a: { track: 0, tracks: 2 },
      b: { track: 1, tracks: 2 },
      c: { track: 0, tracks: 2 },
      d: { track: 0, tracks: 1 },
    });
  });
});

describe("dropMinute", () => {
  it("lands on a quarter of an hour, on the board", () => {
    const scale = scaleOf("2026-11-24", zone, []);
    expect(dropMinute(scale, 0.5, 20, 60)).toBe(315);
    expect(dropMinute(scale, 0, 30, 60)).toBe(0);
    expect(dropMinute(scale, 1, 0, 60)).toBe(600);
  });
});

describe("onDay", () => {
  it("keeps the local time and the length over a change of clocks", () => {
    expect(onDay("2026-03-27T09:00:00Z", "2026-03-27T10:30:00Z", "2026-03-30", zone)).toEqual({
      start: "2026-03-30T08:00:00Z",
      end: "2026-03-30T09:30:00Z",
    });
  });
});

describe("workingMinutes", () => {
  it("adds up the parts of a day", () => {
    const times = [
      { daysOfWeek: [2], startTime: "09:00", endTime: "12:00" },
      { daysOfWeek: [2], startTime: "13:00", endTime: "17:30" },
      { daysOfWeek: [3], startTime: "09:00", endTime: "12:00" },
    ];
    expect(workingMinutes(times, "2026-11-24")).toBe(450);
    expect(workingMinutes(times, "2026-11-28")).toBe(0);
  });
});
