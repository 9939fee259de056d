import type { TFunction } from "i18next";
import type { Event } from "@/api/events";
import type { Placement } from "@/components/calendar/calendar-entry";
import { addMinutes } from "@/lib/calendar";
import { addDays, formatDate, formatDateTime, formatTime, fromLocalField, localDay, todayIn } from "@/lib/format";

type Times = Pick<Event, "start_at" | "end_at" | "all_day">;

export function isOver(event: Event): boolean {
  return event.status === "Done" || event.status === "Cancelled";
}

/** Whole days are dates, whatever zone they are looked at from. */
export function placementOf(event: Event): Placement {
  if (!event.all_day || event.start_date === null) return { allDay: false, start: event.start_at, end: event.end_at };
  const { start_date: day, end_date: last } = event;
  return last !== null && last > day ? { allDay: true, day, lastDay: last } : { allDay: true, day };
}

/** What is written of a placement: whole days begin and end where the organisation is. */
export function timesOf(at: Placement, home: string): Times {
  if (!at.allDay) return { start_at: at.start, end_at: at.end, all_day: false };
  return {
    start_at: fromLocalField(`${at.day}T00:00`, home),
    end_at: fromLocalField(`${addDays(at.lastDay ?? at.day, 1)}T00:00`, home),
    all_day: true,
  };
}

/** As the calendar shows it until the server has answered. */
export function shownAt(at: Placement, home: string): Partial<Event> {
  const days = at.allDay
    ? { start_date: at.day, end_date: at.lastDay ?? at.day }
    : { start_date: null, end_date: null };
  return { ...timesOf(at, home), ...days };
}

export function words(at: Placement, zone: string, t: TFunction): string {
  const today = todayIn(zone);
  if (at.allDay) {
    const start = formatDate(at.day, today);
    return at.lastDay === undefined ? start : t("calendar.from_to", { start, end: formatDate(at.lastDay, today) });
  }
  const isSameDay = localDay(at.start, zone) === localDay(addMinutes(at.end, -1), zone);
  return t("calendar.from_to", {
    start: formatDateTime(at.start, zone),
    end: isSameDay ? formatTime(at.end, zone) : formatDateTime(at.end, zone),
  });
}
