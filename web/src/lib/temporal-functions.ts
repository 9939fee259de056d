/**
 * The few functions of `temporal-polyfill/fns` that FullCalendar calls, on the Temporal that is there already: the
 * polyfill beside it would be a second one, of 17 kB.
 */
export function create(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  millisecond: number,
): Temporal.PlainDateTime {
  return new Temporal.PlainDateTime(year, month, day, hour, minute, second, millisecond);
}

export function toZonedDateTime(dateTime: Temporal.PlainDateTime, zone: string): Temporal.ZonedDateTime {
  return dateTime.toZonedDateTime(zone);
}

export function fromEpochMilliseconds(milliseconds: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(milliseconds);
}

export function toZonedDateTimeISO(instant: Temporal.Instant, zone: string): Temporal.ZonedDateTime {
  return instant.toZonedDateTimeISO(zone);
}

export function offsetNanoseconds(dateTime: Temporal.ZonedDateTime): number {
  return dateTime.offsetNanoseconds;
}
