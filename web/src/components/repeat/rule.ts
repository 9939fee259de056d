/** A recurrence rule (RFC 5545) as the editor shows it. What it cannot show stays the text that it is. */
export const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
export type Weekday = (typeof weekdays)[number];
export const frequencies = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const;
export type Frequency = (typeof frequencies)[number];
/** Which one of the month; -1 is the last. */
export const ordinals = [1, 2, 3, 4, -1] as const;
type Ordinal = (typeof ordinals)[number];

/** The day of a month: by its number, -1 for the last, or by its weekday. */
export type MonthDay = { kind: "day"; day: number } | { kind: "weekday"; ordinal: Ordinal; weekday: Weekday };
export type Ends = { kind: "never" } | { kind: "on"; day: string } | { kind: "after"; count: number };

export type Repeat = {
  frequency: Frequency;
  interval: number;
  /** Of a weekly rule; none for the weekday of the first. */
  weekdays: readonly Weekday[];
  /** Of a monthly or yearly rule. */
  monthDay: MonthDay;
  /** Of a yearly rule, 1 to 12. */
  month: number;
  ends: Ends;
};

export function isWeekday(text: string): text is Weekday {
  return weekdays.some((weekday) => weekday === text);
}

function isFrequency(text: string | undefined): text is Frequency {
  return frequencies.some((frequency) => frequency === text);
}

function isOrdinal(number: number): number is Ordinal {
  return ordinals.some((ordinal) => ordinal === number);
}

/** The weekday of a date such as 2026-11-24. */
export function weekdayOf(date: string): Weekday {
  return weekdays[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7] ?? "MO";
}

/** What a rule of some frequency is about on the day of its first occurrence. */
export function repeatFrom(frequency: Frequency, startsOn: string): Repeat {
  return {
    frequency,
    interval: 1,
    weekdays: [weekdayOf(startsOn)],
    monthDay: { kind: "day", day: Number(startsOn.slice(8)) },
    month: Number(startsOn.slice(5, 7)),
    ends: { kind: "never" },
  };
}

/** The same day of the month by its weekday: the last when there is no fifth in every month. */
export function byWeekday(startsOn: string): MonthDay {
  const place = Math.ceil(Number(startsOn.slice(8)) / 7);
  return { kind: "weekday", ordinal: isOrdinal(place) ? place : -1, weekday: weekdayOf(startsOn) };
}

const shown: Record<Frequency, readonly string[]> = {
  DAILY: [],
  WEEKLY: ["BYDAY"],
  MONTHLY: ["BYDAY", "BYMONTHDAY"],
  YEARLY: ["BYDAY", "BYMONTHDAY", "BYMONTH"],
};

/** Reads a rule; null when the editor could not show all of it. */
export function readRule(text: string, startsOn: string): Repeat | null {
  const parts = new Map<string, string>();
  for (const part of text.split(";")) {
    const [name = "", value = ""] = part.split("=");
    if (parts.has(name)) return null;
    parts.set(name, value);
  }
  const frequency = parts.get("FREQ");
  if (!isFrequency(frequency)) return null;
  const known = ["FREQ", "INTERVAL", "COUNT", "UNTIL", ...shown[frequency]];
  if ([...parts.keys()].some((name) => !known.includes(name))) return null;
  const ends = readEnds(parts.get("COUNT"), parts.get("UNTIL"));
  const interval = Number(parts.get("INTERVAL") ?? "1");
  if (ends === null || !Number.isInteger(interval) || interval < 1) return null;
  const repeat = { ...repeatFrom(frequency, startsOn), interval, ends };
  const days = parts.get("BYDAY");
  if (frequency === "WEEKLY") {
    const named = days?.split(",") ?? [];
    return named.every(isWeekday) ? { ...repeat, weekdays: named } : null;
  }
  if (frequency === "DAILY") return repeat;
  const monthDay = readMonthDay(days, parts.get("BYMONTHDAY"), repeat.monthDay);
  const month = Number(parts.get("BYMONTH") ?? repeat.month);
  // A yearly rule by weekday or month day alone means all months, or all of the year.
  const isWhole = frequency === "MONTHLY" || parts.has("BYMONTH") || (days ?? parts.get("BYMONTHDAY")) === undefined;
  if (monthDay === null || !isWhole || !Number.isInteger(month) || month < 1 || month > 12) return null;
  return { ...repeat, monthDay, month };
}

function readEnds(count: string | undefined, until: string | undefined): Ends | null {
  if (count !== undefined && until !== undefined) return null;
  if (count !== undefined) return /^[1-9]\d*$/.test(count) ? { kind: "after", count: Number(count) } : null;
  if (until === undefined) return { kind: "never" };
  const found = /^(\d{4})(\d{2})(\d{2})$/.exec(until);
  return found && { kind: "on", day: `${found[1]}-${found[2]}-${found[3]}` };
}

function readMonthDay(days: string | undefined, numbers: string | undefined, otherwise: MonthDay): MonthDay | null {
  if (days !== undefined && numbers !== undefined) return null;
  if (days !== undefined) {
    const found = /^\+?(-?\d)([A-Z]{2})$/.exec(days);
    const ordinal = Number(found?.[1]);
    const weekday = found?.[2] ?? "";
    return isOrdinal(ordinal) && isWeekday(weekday) ? { kind: "weekday", ordinal, weekday } : null;
  }
  if (numbers === undefined) return otherwise;
  const day = Number(numbers);
  return day === -1 || (Number.isInteger(day) && day >= 1 && day <= 31) ? { kind: "day", day } : null;
}

export function writeRule(repeat: Repeat): string {
  const { frequency, interval, monthDay, ends } = repeat;
  const parts = [`FREQ=${frequency}`];
  if (interval > 1) parts.push(`INTERVAL=${interval}`);
  if (frequency === "WEEKLY" && repeat.weekdays.length > 0) {
    parts.push(`BYDAY=${weekdays.filter((weekday) => repeat.weekdays.includes(weekday)).join(",")}`);
  }
  if (frequency === "YEARLY") parts.push(`BYMONTH=${repeat.month}`);
  if (frequency === "MONTHLY" || frequency === "YEARLY") {
    parts.push(monthDay.kind === "day" ? `BYMONTHDAY=${monthDay.day}` : `BYDAY=${monthDay.ordinal}${monthDay.weekday}`);
  }
  if (ends.kind === "after") parts.push(`COUNT=${ends.count}`);
  if (ends.kind === "on") parts.push(`UNTIL=${ends.day.replaceAll("-", "")}`);
  return parts.join(";");
}

/** The rule that ends before a day, and is otherwise as it was. */
export function endBefore(text: string, day: string): string {
  const last = Temporal.PlainDate.from(day).subtract({ days: 1 }).toString().replaceAll("-", "");
  const kept = text.split(";").filter((part) => !part.startsWith("COUNT=") && !part.startsWith("UNTIL="));
  return [...kept, `UNTIL=${last}`].join(";");
}
