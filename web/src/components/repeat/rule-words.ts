import type { TFunction } from "i18next";
import { formatDate, todayIn } from "@/lib/format";
import { type MonthDay, type Repeat, readRule, type Weekday, weekdays } from "./rule";

/** Monday was the fifth. */
function weekdayDate(weekday: Weekday): Date {
  return new Date(Date.UTC(2026, 0, 5 + weekdays.indexOf(weekday)));
}

export function weekdayName(weekday: Weekday, length: "long" | "short" = "long"): string {
  return new Intl.DateTimeFormat(undefined, { weekday: length, timeZone: "UTC" }).format(weekdayDate(weekday));
}

export function monthName(month: number): string {
  return new Intl.DateTimeFormat(undefined, { month: "long", timeZone: "UTC" }).format(Date.UTC(2026, month - 1, 1));
}

/** A rule as one says it: "Every second Tuesday, until 31 Dec 2027". */
export function ruleWords(rule: string, startsOn: string, t: TFunction): string {
  const repeat = readRule(rule, startsOn);
  if (repeat === null) return t("repeat.own");
  const words = rhythmWords(repeat, startsOn, t);
  const { ends } = repeat;
  if (ends.kind === "on") return t("repeat.until", { rule: words, day: formatDate(ends.day, todayIn("UTC")) });
  return ends.kind === "after" ? t("repeat.times", { rule: words, count: ends.count }) : words;
}

function rhythmWords(repeat: Repeat, startsOn: string, t: TFunction): string {
  const count = repeat.interval;
  switch (repeat.frequency) {
    case "DAILY":
      return t("repeat.daily", { count });
    case "WEEKLY": {
      const chosen = repeat.weekdays.length > 0 ? repeat.weekdays : (readRule("FREQ=WEEKLY", startsOn)?.weekdays ?? []);
      const named = weekdays.filter((weekday) => chosen.includes(weekday));
      const days = new Intl.ListFormat().format(named.map((weekday) => weekdayName(weekday)));
      if (named.length === 0) return t("repeat.own");
      return count === 2 && named.length === 1
        ? t("repeat.weekly_second", { days })
        : t("repeat.weekly", { count, days });
    }
    case "MONTHLY":
      return t("repeat.monthly", { count, day: monthDayWords(repeat.monthDay, t) });
    case "YEARLY":
      return t("repeat.yearly", { count, day: yearDayWords(repeat, t) });
  }
}

function monthDayWords(day: MonthDay, t: TFunction): string {
  if (day.kind === "weekday") {
    return t("repeat.nth", {
      ordinal: t(`repeat.ordinals.${day.ordinal}`),
      weekday: weekdayName(day.weekday),
    });
  }
  return day.day === -1 ? t("repeat.last_day") : t("repeat.day", { number: day.day });
}

function yearDayWords({ monthDay, month }: Repeat, t: TFunction): string {
  if (monthDay.kind === "day" && monthDay.day > 0) {
    // 2028 is a leap year: it has every day of a year.
    const date = Date.UTC(2028, month - 1, monthDay.day);
    return new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", timeZone: "UTC" }).format(date);
  }
  return t("repeat.of_month", { day: monthDayWords(monthDay, t), month: monthName(month) });
}

/** An occurrence such as 2026-11-24T09:00, which is local already: "Tue 24 Nov 09:00". */
export function occurrenceWords(occurrence: string, today: string): string {
  const [day = "", time] = occurrence.split("T");
  const words = new Intl.DateTimeFormat(undefined, {
    weekday: "short",
    day: "numeric",
    month: "short",
    ...(day.slice(0, 4) !== today.slice(0, 4) && { year: "numeric" }),
    timeZone: "UTC",
  }).format(new Date(`${day}T00:00:00Z`));
  return time === undefined ? words : `${words.replace(",", "")} ${time}`;
}
