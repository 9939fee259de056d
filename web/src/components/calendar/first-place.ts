import { addMinutes } from "@/lib/calendar";
import { fromLocalField, localDay } from "@/lib/format";
import type { Placement } from "./calendar-entry";

/** Where something goes that is placed by keyboard, until somebody says otherwise: nine o'clock, or the next half hour of today. */
export function firstPlace(day: string, zone: string): Placement {
  const nine = fromLocalField(`${day}T09:00`, zone);
  const halfHour = 30 * 60_000;
  const next = new Date(Math.ceil(Date.now() / halfHour) * halfHour).toISOString();
  const start = localDay(next, zone) === day && Date.parse(next) > Date.parse(nine) ? next : nine;
  return { allDay: false, start, end: addMinutes(start, 60) };
}
