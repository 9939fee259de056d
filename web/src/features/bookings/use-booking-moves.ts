import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Booking, bookTicket, placeBooking, type Schedule } from "@/api/bookings";
import { Problem } from "@/api/problem";
import { tickets } from "@/api/resources";
import { useTimeZone } from "@/api/session";
import type { Placement } from "@/components/calendar/calendar-entry";
import { explain } from "@/components/explain";
import type { Reference } from "@/components/reference-picker";
import { tellFailure } from "@/components/toasts";
import { useUndoable } from "@/components/use-undo";
import { scheduleOf, shownAt, words } from "./booking-times";

/** Books, moves and unbooks: at once on the screen, undoable, and put back with the reason when refused. */
export function useBookingMoves() {
  const queries = useQueryClient();
  const undoable = useUndoable();
  const zone = useTimeZone();
  const { t } = useTranslation();

  async function write(booking: Booking, schedule: Schedule, shown: Partial<Booking>, said: string): Promise<void> {
    await queries.cancelQueries({ queryKey: ["tickets", "bookings"] });
    const back = placeBooking(queries, booking, shown);
    try {
      const { changeSet } = await bookTicket(queries, booking, schedule);
      undoable(said, changeSet);
    } catch (error) {
      back();
      // Whoever was asked and said no knows why it went back.
      if (error instanceof Problem && error.kind === "double-booking") return;
      void tickets.refresh(queries);
      const stale = error instanceof Problem && error.status === 412;
      tellFailure(stale ? t("edits.put_back_stale") : t("edits.put_back", { reason: explain(error, t) }));
    }
  }

  return {
    book: (booking: Booking, at: Placement, person?: Reference | null) => {
      const assigned =
        person === undefined || person?.id === booking.assigned_user_id ? {} : { assigned_user_id: person?.id ?? null };
      const name = person === undefined ? {} : { ...assigned, assigned_user_name: person?.name ?? null };
      return write(
        booking,
        { ...scheduleOf(at), ...assigned },
        { ...shownAt(at, zone), ...name },
        t("bookings.booked", { row: `#${booking.number}`, when: words(at, zone, t) }),
      );
    },
    unbook: (booking: Booking) =>
      write(
        booking,
        { scheduled_date: null, scheduled_start: null, scheduled_end: null },
        { scheduled_date: "", scheduled_start: null, scheduled_end: null },
        t("bookings.unbooked", { row: `#${booking.number}` }),
      ),
  };
}
