import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Booking } from "@/api/bookings";
import type { Ticket } from "@/api/resources";
import { useCan, useTimeZone } from "@/api/session";
import { Calendar } from "@/components/calendar/calendar";
import type { Placement } from "@/components/calendar/calendar-entry";
import { CalendarSteps, calendarTitle, ViewSwitch, ZoneNote } from "@/components/calendar/calendar-header";
import { placeOf } from "@/components/calendar/calendar-place";
import { firstPlace } from "@/components/calendar/first-place";
import { MineButton } from "@/components/calendar/mine-button";
import { PhoneActions } from "@/components/calendar/phone-actions";
import { useWorkingTimes } from "@/components/calendar/use-working-times";
import { FilterChips } from "@/components/data-table/filter-bar";
import type { ListSearch } from "@/components/data-table/list-search";
import { Page } from "@/components/page";
import { EmptyState, ErrorState } from "@/components/states";
import { buttonVariants } from "@/components/ui/button";
import type { CalendarView } from "@/lib/calendar";
import { todayIn } from "@/lib/format";
import { usePhone } from "@/lib/media";
import { BookDialog } from "./book-dialog";
import { type Asked, useBookingEntries } from "./booking-entries";
import { DoublesMenu, personOf, type SearchProps, useBookings, useFilterFields } from "./booking-parts";
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
  const [isFiltering, setFiltering] = useState(false);
  const tray = useRef<readonly Ticket[]>([]);

  const { view, day } = placeOf(search, zone, isPhone);
  const go = (change: { view?: CalendarView; date?: string }) => onSearch({ ...search, ...change });
  const onView = (next: CalendarView) => go({ view: next });
  const onDay = (next: string) => go({ date: next });

  // A phone shows a week of dots above one day.
  const { filters, found, pairs, booked } = useBookings(search, isPhone ? "week" : view, day, zone);
  const workingTimes = useWorkingTimes(zone, day);
  const entries = useBookingEntries(found.data?.items, pairs, setAsked);

  const bookAt = (ticket: Ticket, at: Placement) => void moves.book(bookingOf(ticket, at, zone), at);
  const ask = (ticket: Ticket) => {
    const at = firstPlace(day, zone);
    setAsked({ booking: bookingOf(ticket, at, zone), at });
  };
  const sources = useMemo(() => [{ id: "bookings", entries }], [entries]);
  const steps = { view, day, zone, onView, onDay };
  return (
    <Page
      title={calendarTitle(isPhone ? "month" : view, day)}
      beside={!isPhone && <CalendarSteps {...steps} />}
      actions={
        isPhone ? (
          <PhoneActions
            view={view}
            onView={onView}
            onToday={() => onDay(todayIn(zone))}
            isFiltering={isFiltering}
            onFiltering={setFiltering}
          />
        ) : (
          <>
            <ViewSwitch view={view} onView={onView} />
            {canWrite && (
              <Link
                to="/calendar/bookings/new"
                search={search}
                className={buttonVariants({ variant: "primary", className: "ml-2" })}
              >
                <Plus aria-hidden />
                {t("tickets.new")}
              </Link>
            )}
          </>
        )
      }
    >
      <div className="flex min-h-0 flex-1">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          {(!isPhone || isFiltering) && (
            <Tools
              search={search}
              onSearch={onSearch}
              pairs={pairs}
              zone={zone}
              day={day}
              hasMore={found.data?.more ?? false}
              isPhone={isPhone}
            />
          )}
          {found.isError && !found.data ? (
            <ErrorState error={found.error} title={t("calendar.failed")} onRetry={() => void found.refetch()} />
          ) : (
            <Calendar
              sources={sources}
              view={view}
              day={day}
              zone={zone}
              isPhone={isPhone}
              workingTimes={workingTimes}
              onDay={onDay}
              onOpenDay={(next) => go({ date: next, view: "day" })}
              onDraw={canWrite ? onCreate : undefined}
              onReceive={
                canWrite
                  ? (id, at) => {
                      const ticket = tray.current.find((one) => one.id === id);
                      if (ticket) bookAt(ticket, at);
                    }
                  : undefined
              }
              empty={
                found.data ? (
                  <EmptyState title={t("bookings.empty_title")} text={t("bookings.empty_text")} />
                ) : (
                  <div className="flex-1" role="status" aria-label={t("lists.loading")} />
                )
              }
            />
          )}
        </div>
        {!isPhone && (
          <BookingTray
            filters={filters}
            booked={booked}
            canWrite={canWrite}
            onBook={ask}
            onTickets={(tickets) => {
              tray.current = tickets;
            }}
          />
        )}
      </div>
      {isPhone && <PhoneTray filters={filters} onBook={canWrite ? ask : undefined} />}
      {asked && (
        <BookDialog
          title={`#${asked.booking.number} ${asked.booking.title}`}
          at={asked.at}
          person={personOf(asked.booking)}
          onBook={(at, person) => void moves.book(asked.booking, at, person)}
          onClose={() => setAsked(null)}
        />
      )}
      {children}
    </Page>
  );
}

type ToolsProps = SearchProps & {
  pairs: readonly [Booking, Booking][];
  zone: string;
  day: string;
  hasMore: boolean;
  isPhone: boolean;
};

function Tools({ search, onSearch, pairs, zone, day, hasMore, isPhone }: ToolsProps) {
  const { t } = useTranslation();
  return (
    <div className="flex min-h-[var(--shell-toolbar)] shrink-0 flex-wrap items-center gap-2 border-b py-1.5 pr-3 pl-[var(--shell-gutter)] max-[759px]:px-4">
      <MineButton search={search} onSearch={onSearch} />
      <FilterChips search={search} onSearch={onSearch} filters={useFilterFields()} phone={isPhone} />
      {hasMore && <span className="text-xs text-warning-fg">{t("calendar.more_than_shown")}</span>}
      <span className="ml-auto flex items-center gap-3">
        {pairs.length > 0 && <DoublesMenu pairs={pairs} search={search} onSearch={onSearch} zone={zone} />}
        <ZoneNote zone={zone} day={day} />
      </span>
    </div>
  );
}
