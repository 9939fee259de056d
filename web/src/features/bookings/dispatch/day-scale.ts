import { minutesBetween } from "@/lib/calendar";

/** The hours of a day that a dispatch board shows, as minutes from its first: 660 from seven to six, 60 fewer in spring. */
export type Scale = { start: string; minutes: number; ticks: { minute: number; at: string }[] };
export type Span = { id: string; start: string; end: string };
/** Where a span stands in its row: which of how many tracks. */
export type Track = { track: number; tracks: number };

const first = 7;
const last = 18;
/** Drops land on these. */
export const stepMinutes = 15;

/** From seven to six, or wider where something is booked earlier or later, by the clock of a zone. */
export function scaleOf(day: string, zone: string, spans: readonly Span[]): Scale {
  const date = Temporal.PlainDate.from(day);
  const hourOf = (instant: string) => Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
  const starts = spans.map((span) => hourOf(span.start)).filter((at) => at.toPlainDate().equals(date));
  const ends = spans.map((span) => hourOf(span.end)).filter((at) => at.toPlainDate().equals(date));
  const from = Math.min(first, ...starts.map((at) => at.hour));
  const to = Math.max(last, ...ends.map((at) => at.hour + (at.minute > 0 ? 1 : 0)));
  const midnight = date.toZonedDateTime(zone);
  const begin = midnight.with({ hour: from });
  const finish = to >= 24 ? date.add({ days: 1 }).toZonedDateTime(zone) : midnight.with({ hour: to });
  const ticks: Scale["ticks"] = [];
  for (let at = begin; Temporal.ZonedDateTime.compare(at, finish) < 0; at = at.add({ hours: 1 })) {
    ticks.push({
      minute: minutesBetween(begin.toInstant().toString(), at.toInstant().toString()),
      at: at.toInstant().toString(),
    });
  }
  const start = begin.toInstant().toString();
  return { start, minutes: minutesBetween(start, finish.toInstant().toString()), ticks };
}

/** Puts spans that overlap into tracks of their own; those that touch nobody have the whole row. */
export function tracksOf(spans: readonly Span[]): Map<string, Track> {
  const sorted = spans
    .map((span) => ({ id: span.id, start: Date.parse(span.start), end: Date.parse(span.end) }))
    .sort((one, other) => one.start - other.start || other.end - one.end);
  const found = new Map<string, Track>();
  let group: { id: string; track: number }[] = [];
  let ends: number[] = [];
  const close = () => {
    for (const { id, track } of group) found.set(id, { track, tracks: ends.length });
    group = [];
    ends = [];
  };
  for (const span of sorted) {
    if (ends.every((end) => end <= span.start)) close();
    const free = ends.findIndex((end) => end <= span.start);
    const track = free < 0 ? ends.length : free;
    ends[track] = span.end;
    group.push({ id: span.id, track });
  }
  close();
  return found;
}

/** The minute of the scale on which something is dropped: on a step, and with its whole length on the board if it can be. */
export function dropMinute(scale: Scale, share: number, grabbed: number, length: number): number {
  const wanted = share * scale.minutes - grabbed;
  const snapped = Math.round(wanted / stepMinutes) * stepMinutes;
  return Math.min(Math.max(snapped, 0), Math.max(scale.minutes - length, 0));
}

/** The same local time on another day. */
export function onDay(start: string, end: string, day: string, zone: string): { start: string; end: string } {
  const from = Temporal.Instant.from(start).toZonedDateTimeISO(zone);
  const to = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone, plainTime: from.toPlainTime() });
  const moved = to.toInstant();
  return {
    start: moved.toString(),
    end: moved.add({ minutes: minutesBetween(start, end) }).toString(),
  };
}

/** How many of the minutes of some working times lie on a day of the week, 0 being Sunday. */
export function workingMinutes(
  times: readonly { daysOfWeek: number[]; startTime: string; endTime: string }[],
  day: string,
): number {
  const weekday = Temporal.PlainDate.from(day).dayOfWeek % 7;
  const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
  return times
    .filter((time) => time.daysOfWeek.includes(weekday))
    .reduce((sum, time) => sum + minutes(time.endTime) - minutes(time.startTime), 0);
}
