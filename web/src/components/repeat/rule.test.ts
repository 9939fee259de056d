import { describe, expect, it } from "vitest";
import { byWeekday, endBefore, readRule, repeatFrom, weekdayOf, writeRule } from "./rule";

const start = "2026-11-24";

describe("rules", () => {
  it.each([
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3;COUNT=5",
    "FREQ=WEEKLY;BYDAY=TU",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;UNTIL=20271231",
    "FREQ=MONTHLY;BYMONTHDAY=31",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYDAY=2TU",
    "FREQ=MONTHLY;INTERVAL=6;BYDAY=-1FR",
    "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=14",
    "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
  ])("%s is read and written alike", (text) => {
    const repeat = readRule(text, start);
    expect(repeat && writeRule(repeat)).toBe(text);
  });

  it.each([
    "",
    "FREQ=HOURLY",
    "FREQ=DAILY;BYDAY=MO",
    "FREQ=WEEKLY;WKST=SU;BYDAY=MO",
    "FREQ=WEEKLY;BYDAY=1MO",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=MONTHLY;BYMONTHDAY=1,15",
    "FREQ=YEARLY;BYDAY=20MO",
    "FREQ=YEARLY;BYMONTHDAY=1",
    "FREQ=DAILY;UNTIL=20271231T120000Z",
    "FREQ=DAILY;COUNT=2;UNTIL=20271231",
  ])("%s is more than the editor shows", (text) => {
    expect(readRule(text, start)).toBeNull();
  });

  it("what is left out comes from the first day", () => {
    expect(readRule("FREQ=YEARLY", start)).toMatchObject({ month: 11, monthDay: { kind: "day", day: 24 } });
    expect(readRule("FREQ=WEEKLY", start)?.weekdays).toEqual([]);
    expect(writeRule(repeatFrom("WEEKLY", start))).toBe("FREQ=WEEKLY;BYDAY=TU");
  });

  it("a day is named by its weekday, the fifth as the last", () => {
    expect(weekdayOf(start)).toBe("TU");
    expect(byWeekday(start)).toEqual({ kind: "weekday", ordinal: 4, weekday: "TU" });
    expect(byWeekday("2026-11-30")).toEqual({ kind: "weekday", ordinal: -1, weekday: "MO" });
  });

  it("a rule ends before a day, whatever ended it so far", () => {
    expect(endBefore("FREQ=WEEKLY;COUNT=9;BYDAY=TU", "2027-03-01")).toBe("FREQ=WEEKLY;BYDAY=TU;UNTIL=20270228");
  });
});
