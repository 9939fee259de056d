/** Days, ranges and overlaps of a calendar: pure, in any zone, on days of 23 and 25 hours too. */

export const calendarViews = ["day", "work-week", "week", "month", "agenda"] as const;
export type CalendarView = (typeof calendarViews)[number];

/** A stretch of days, both ends included. */
export type Days = { first: string; last: string };

const agendaDays = 14;

export function isView(text: string | undefined): text is CalendarView {
  return calendarViews.some((view) => view === text);
}

export function isDay(text: string | undefined): text is string {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    const { year } = Temporal.PlainDate.from(text, { overflow: "reject" });
    return year >= 1900 && year < 2200;
  } catch {
    return false;
  }
}

/** Weeks start on Monday. */
export function startOfWeek(day: string): string {
  const date = Temporal.PlainDate.from(day);
  return date.subtract({ days: date.dayOfWeek - 1 }).toString();
}

export function daysOf(view: CalendarView, day: string): Days {
  const date = Temporal.PlainDate.from(day);
  const monday = Temporal.PlainDate.from(startOfWeek(day));
  const days = (first: Temporal.PlainDate, count: number) => ({
    first: first.toString(),
    last: first.add({ days: count - 1 }).toString(),
  });
  if (view === "day") return days(date, 1);
  if (view === "work-week") return days(monday, 5);
  if (view === "week") return days(monday, 7);
  if (view === "agenda") return days(date, agendaDays);
  const first = Temporal.PlainDate.from(startOfWeek(date.with({ day: 1 }).toString()));
  const last = Temporal.PlainDate.from(startOfWeek(date.with({ day: date.daysInMonth }).toString()));
  return { first: first.toString(), last: last.add({ days: 6 }).toString() };
}

export function eachDay({ first, last }: Days): string[] {
  const start = Temporal.PlainDate.from(first);
  const count = start.until(Temporal.PlainDate.from(last)).days + 1;
  return Array.from({ length: count }, (_, index) => start.add({ days: index }).toString());
}

/** The day to stand on after a step to the next or the last page of a view. */
export function step(view: CalendarView, day: string, by: 1 | -1): string {
  const date = Temporal.PlainDate.from(day);
  if (view === "month") return date.with({ day: 1 }).add({ months: by }).toString();
  const days = view === "day" ? 1 : view === "agenda" ? agendaDays : 7;
  return date.add({ days: by * days }).toString();
}

/** ISO week, as people count them who plan by weeks. */
export function weekOf(day: string): number {
  return Temporal.PlainDate.from(day).weekOfYear ?? 0;
}

/** The day by which a page is named: a week belongs to the month of its Thursday. */
export function namingDay(view: CalendarView, day: string): string {
  if (view !== "week" && view !== "work-week") return day;
  return Temporal.PlainDate.from(startOfWeek(day)).add({ days: 3 }).toString();
}

function startOfDay(day: string, zone: string): Temporal.ZonedDateTime {
  return Temporal.PlainDate.from(day).toZonedDateTime(zone);
}

/** The instants of a stretch of days, with their offsets, which tell the server where its days begin. */
export function instantsOf({ first, last }: Days, zone: string): { from: string; to: string } {
  const after = Temporal.PlainDate.from(last).add({ days: 1 }).toString();
  const text = (moment: Temporal.ZonedDateTime) => moment.toString({ timeZoneName: "never", smallestUnit: "second" });
  return { from: text(startOfDay(first, zone)), to: text(startOfDay(after, zone)) };
}

export function addMinutes(instant: string, minutes: number): string {
  return Temporal.Instant.from(instant).add({ minutes }).toString();
}

export function minutesBetween(start: string, end: string): number {
  return Temporal.Instant.from(start).until(Temporal.Instant.from(end)).total("minutes");
}

/** Whether something that runs from `start` to `end` touches a day, by the clock of a zone. */
export function touchesDay(start: string, end: string, day: string, zone: string): boolean {
  const { from, to } = instantsOf({ first: day, last: day }, zone);
  const [begin, finish] = [Temporal.Instant.from(start), Temporal.Instant.from(end)];
  return (
    Temporal.Instant.compare(begin, Temporal.Instant.from(to)) < 0 &&
    Temporal.Instant.compare(finish, Temporal.Instant.from(from)) > 0
  );
}

/** "GMT+2" and the town of a zone, as people call it: "London", "St Johns". */
export function zoneName(zone: string, at: string): { place: string; offset: string } {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "short" }).formatToParts(new Date(at));
  return {
    place: (zone.split("/").at(-1) ?? zone).replaceAll("_", " "),
    offset: parts.find((part) => part.type === "timeZoneName")?.value ?? "",
  };
}

type Span = { id: string; person: string | null; start: string; end: string };

/** Pairs of spans in which one person is at two places. */
export function overlaps<S extends Span>(spans: readonly S[]): [S, S][] {
  const sorted = spans
    .filter((span) => span.person !== null)
    .map((span) => ({ span, start: Date.parse(span.start), end: Date.parse(span.end) }))
    .sort((one, other) => one.start - other.start || one.end - other.end);
  const running = new Map<string, typeof sorted>();
  const pairs: [S, S][] = [];
  for (const entry of sorted) {
    const person = entry.span.person ?? "";
    const others = (running.get(person) ?? []).filter((other) => other.end > entry.start);
    for (const other of others) pairs.push([other.span, entry.span]);
    running.set(person, [...others, entry]);
  }
  return pairs;
}
