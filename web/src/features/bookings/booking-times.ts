import type { TFunction } from "i18next";
import type { Booking, Schedule } from "@/api/bookings";
import type { Ticket } from "@/api/resources";
import type { Placement } from "@/components/calendar/calendar-entry";
import { addMinutes } from "@/lib/calendar";
import { formatDate, formatDateTime, formatTime, localDay, todayIn } from "@/lib/format";

/** As the server counts it. */
const standardMinutes = 60;

export function endOf(booking: Booking): string {
  return booking.scheduled_end ?? addMinutes(booking.scheduled_start ?? "", standardMinutes);
}

export function isDone(booking: Booking): boolean {
  return booking.status === "Resolved" || booking.status === "Closed";
}

export function placementOf(booking: Booking): Placement {
  return booking.scheduled_start === null
    ? { allDay: true, day: booking.scheduled_date }
    : { allDay: false, start: booking.scheduled_start, end: endOf(booking) };
}

/** A day without a time is a date and no instant. */
export function scheduleOf(at: Placement): Schedule {
  return at.allDay
    ? { scheduled_date: at.day, scheduled_start: null, scheduled_end: null }
    : { scheduled_start: at.start, scheduled_end: at.end };
}

/** As the calendar shows it until the server has answered. */
export function shownAt(at: Placement, zone: string): Partial<Booking> {
  return at.allDay
    ? { scheduled_date: at.day, scheduled_start: null, scheduled_end: null }
    : { scheduled_date: localDay(at.start, zone), scheduled_start: at.start, scheduled_end: at.end };
}

export function words(at: Placement, zone: string, t: TFunction): string {
  if (at.allDay) return formatDate(at.day, todayIn(zone));
  const isSameDay = localDay(at.start, zone) === localDay(addMinutes(at.end, -1), zone);
  return t("calendar.from_to", {
    start: formatDateTime(at.start, zone),
    end: isSameDay ? formatTime(at.end, zone) : formatDateTime(at.end, zone),
  });
}

/** A ticket from the tray, as a booking of the place where it is dropped. */
export function bookingOf(ticket: Ticket, at: Placement, zone: string): Booking {
  return {
    id: ticket.id,
    number: ticket.number,
    title: ticket.title,
    status: ticket.status,
    priority: ticket.priority,
    category: ticket.category,
    location: ticket.location,
    contact_id: ticket.contact_id,
    contact_name: ticket.contact_name,
    assigned_user_id: ticket.assigned_user_id,
    assigned_user_name: ticket.assigned_user_name,
    double_booking: false,
    version: ticket.version,
    scheduled_date: "",
    scheduled_start: null,
    scheduled_end: null,
    ...shownAt(at, zone),
  };
}
