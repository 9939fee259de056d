/** Working hours by weekday, as they are kept: by the clock of the organisation. */
export type WorkingHours = Record<Weekday, readonly { start: string; end: string }[]>;
type Weekday = (typeof weekdays)[number];
const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

/** A part of a week in which people work: 1 is Monday, 0 Sunday. */
export type WorkingTime = { daysOfWeek: number[]; startTime: string; endTime: string };

/** The same hours on the clock of another zone, in the week of a Monday. What passes midnight becomes two parts. */
export function workingTimesIn(hours: WorkingHours, home: string, zone: string, monday: string): WorkingTime[] {
  const first = Temporal.PlainDate.from(monday);
  return weekdays.flatMap((weekday, index) => {
    const day = first.add({ days: index });
    return hours[weekday].flatMap(({ start, end }) => {
      const from = at(day, start, home).withTimeZone(zone).toPlainDateTime();
      const to = at(day, end, home).withTimeZone(zone).toPlainDateTime();
      return parts(from, to);
    });
  });
}

function at(day: Temporal.PlainDate, time: string, zone: string): Temporal.ZonedDateTime {
  if (time === "24:00") return day.add({ days: 1 }).toZonedDateTime(zone);
  return day.toZonedDateTime({ timeZone: zone, plainTime: time });
}

function parts(from: Temporal.PlainDateTime, to: Temporal.PlainDateTime): WorkingTime[] {
  const midnight = from.toPlainDate().add({ days: 1 }).toPlainDateTime();
  const clock = (time: Temporal.PlainDateTime) => time.toPlainTime().toString({ smallestUnit: "minute" });
  const part = (day: Temporal.PlainDateTime, startTime: string, endTime: string) => ({
    daysOfWeek: [day.dayOfWeek % 7],
    startTime,
    endTime,
  });
  if (Temporal.PlainDateTime.compare(to, midnight) < 0) return [part(from, clock(from), clock(to))];
  const tonight = part(from, clock(from), "24:00");
  return clock(to) === "00:00" ? [tonight] : [tonight, part(to, "00:00", clock(to))];
}
