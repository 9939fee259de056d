import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Booking } from "@/api/bookings";
import { choiceOf, useEnum } from "@/api/meta";
import { useCan } from "@/api/session";
import type { CalendarEntry, Placement } from "@/components/calendar/calendar-entry";
import { useLatest } from "@/components/use-latest";
import { BookingCard } from "./booking-card";
import { BookingPeek } from "./booking-peek";
import { BookingStub } from "./booking-stub";
import { isDone, placementOf } from "./booking-times";
import { statusLook } from "./status-look";
import { useBookingMoves } from "./use-booking-moves";

export type Asked = { booking: Booking; at: Placement };

/** Bookings as entries of a calendar. `onAsk` opens what moves one by keyboard. */
export function useBookingEntries(
  items: readonly Booking[] | undefined,
  pairs: readonly [Booking, Booking][],
  onAsk: (asked: Asked) => void,
): CalendarEntry[] {
  const navigate = useNavigate();
  const canWrite = useCan("write_tickets");
  const statuses = useEnum("ticket_status");
  const moves = useLatest(useBookingMoves());
  const ask = useLatest(onAsk);
  return useMemo(() => {
    const doubles = new Map<string, Booking[]>();
    for (const [one, other] of pairs) {
      doubles.set(one.id, [...(doubles.get(one.id) ?? []), other]);
      doubles.set(other.id, [...(doubles.get(other.id) ?? []), one]);
    }
    return (items ?? [])
      .filter((booking) => booking.scheduled_date !== "")
      .map((booking): CalendarEntry => {
        const others = doubles.get(booking.id) ?? [];
        const isDouble = others.length > 0;
        const look = statusLook(choiceOf(statuses, booking.status).color);
        const at = placementOf(booking);
        return {
          id: booking.id,
          label: `#${booking.number} ${booking.title}`,
          start: at.allDay ? at.day : at.start,
          end: at.allDay ? null : at.end,
          allDay: at.allDay,
          className: ["stub", look, isDouble && "calendar-double"].filter(Boolean).join(" "),
          person: booking.assigned_user_name?.split(" ")[0],
          content: (room) => <BookingStub booking={booking} room={room} isDouble={isDouble} />,
          peek: (
            <BookingPeek
              booking={booking}
              doubles={others}
              onMove={canWrite ? () => ask.current({ booking, at }) : undefined}
              onUnbook={canWrite ? () => void moves.current.unbook(booking) : undefined}
            />
          ),
          open: () => void navigate({ to: "/tickets/$id", params: { id: booking.id } }),
          card: ({ isNext }) => (
            <BookingCard booking={booking} look={look} isNext={isNext && !isDone(booking)} isDouble={isDouble} />
          ),
          move: canWrite ? (to) => void moves.current.book(booking, to) : undefined,
        };
      });
  }, [items, pairs, statuses, canWrite, navigate, moves, ask]);
}
