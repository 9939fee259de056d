import { type ReactNode, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Ticket } from "@/api/resources";
import { useCan, useTimeZone } from "@/api/session";
import type { Placement } from "@/components/calendar/calendar-entry";
import { CalendarPage } from "@/components/calendar/calendar-page";
import { placeOf } from "@/components/calendar/calendar-place";
import { firstPlace } from "@/components/calendar/first-place";
import type { ListSearch } from "@/components/data-table/list-search";
import { usePhone } from "@/lib/media";
import { BookDialog } from "./book-dialog";
import { type Asked, useBookingEntries } from "./booking-entries";
import { DoublesMenu, useBookings, useFilterFields } from "./booking-parts";
import { bookingOf } from "./booking-times";
import { BookingTray } from "./booking-tray";
import { PhoneTray } from "./phone-tray";
import { useBookingMoves } from "./use-booking-moves";

type BookingsPageProps = {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
  /** Something was drawn on the grid: a new ticket for then. */
  onCreate: (at: Placement) => void;
  children?: ReactNode;
};

/** When and who: every booked ticket on one calendar, and beside it the open ones that have no time yet. */
export function BookingsPage({ search, onSearch, onCreate, children }: BookingsPageProps) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const isPhone = usePhone();
  const canWrite = useCan("write_tickets");
  const moves = useBookingMoves();
  const [asked, setAsked] = useState<Asked | null>(null);
  const tray = useRef<readonly Ticket[]>([]);

  const { view, day } = placeOf(search, zone, isPhone);
  // A phone shows a week of dots above one day.
  const { filters, found, pairs, booked } = useBookings(search, isPhone ? "week" : view, day, zone);
  const entries = useBookingEntries(found.data?.items, pairs, setAsked);

  const bookAt = (ticket: Ticket, at: Placement) => void moves.book(bookingOf(ticket, at, zone), at);
  const ask = (ticket: Ticket) => {
    const at = firstPlace(day, zone);
    setAsked({ booking: bookingOf(ticket, at, zone), at });
  };
  const sources = useMemo(() => [{ id: "bookings", entries }], [entries]);
  const receive = (id: string, at: Placement) => {
    const ticket = tray.current.find((one) => one.id === id);
    if (ticket) bookAt(ticket, at);
  };
  return (
    <CalendarPage
      search={search}
      onSearch={onSearch}
      view={view}
      day={day}
      zone={zone}
      sources={sources}
      filters={useFilterFields()}
      query={found}
      isReady={found.data !== undefined}
      empty={{ title: t("bookings.empty_title"), text: t("bookings.empty_text") }}
      hasMore={found.data?.more ?? false}
      onDraw={canWrite ? onCreate : undefined}
      onReceive={canWrite ? receive : undefined}
      create={canWrite ? { to: "/calendar/bookings/new", label: t("tickets.new") } : undefined}
      notes={pairs.length > 0 && <DoublesMenu pairs={pairs} search={search} onSearch={onSearch} zone={zone} />}
      aside={
        !isPhone && (
          <BookingTray
            filters={filters}
            booked={booked}
            canWrite={canWrite}
            onBook={ask}
            onTickets={(tickets) => {
              tray.current = tickets;
            }}
          />
        )
      }
    >
      {isPhone && <PhoneTray filters={filters} onBook={canWrite ? ask : undefined} />}
      {asked && <BookDialog asked={asked} onClose={() => setAsked(null)} />}
      {children}
    </CalendarPage>
  );
}
