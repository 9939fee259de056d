import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo, useState } from "react";
import { bookingsQuery } from "@/api/bookings";
import type { CalendarSource } from "@/components/calendar/calendar-entry";
import type { ListSearch } from "@/components/data-table/list-search";
import { type CalendarView, daysOf, instantsOf } from "@/lib/calendar";
import { BookDialog } from "./book-dialog";
import { type Asked, useBookingEntries } from "./booking-entries";
import { useDoubles } from "./booking-parts";

type Asking = { search: ListSearch; view: CalendarView; day: string; zone: string; isShown: boolean };

/** Bookings as one of several sources of a calendar, and the dialog that moves one by keyboard. */
export function useBookingSource({ search, view, day, zone, isShown }: Asking): {
  source: CalendarSource;
  more: boolean;
  dialog: ReactNode;
} {
  const [asked, setAsked] = useState<Asked | null>(null);
  const filters = useMemo(
    () => ({ assigned_user_id: search.assigned_user_id, contact_id: search.contact_id }),
    [search.assigned_user_id, search.contact_id],
  );
  const range = useMemo(() => instantsOf(daysOf(view, day), zone), [view, day, zone]);
  const found = useQuery({
    ...bookingsQuery(range, filters),
    enabled: isShown,
    placeholderData: (before) => before,
  });
  const items = isShown ? found.data?.items : undefined;
  const entries = useBookingEntries(items, useDoubles(items), setAsked);
  return {
    source: useMemo(() => ({ id: "bookings", entries }), [entries]),
    more: isShown && (found.data?.more ?? false),
    dialog: asked && <BookDialog asked={asked} onClose={() => setAsked(null)} />,
  };
}
