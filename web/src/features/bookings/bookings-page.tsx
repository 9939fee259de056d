import { Link, useNavigate } from "@tanstack/react-router";
import { CalendarDays, List, ListFilter, Plus } from "lucide-react";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Booking } from "@/api/bookings";
import { choiceOf, useEnum } from "@/api/meta";
import type { Ticket } from "@/api/resources";
import { useCan, useTimeZone } from "@/api/session";
import { Calendar } from "@/components/calendar/calendar";
import type { CalendarEntry, Placement } from "@/components/calendar/calendar-entry";
import { CalendarSteps, calendarTitle, ViewSwitch, ZoneNote } from "@/components/calendar/calendar-header";
import { FilterChips } from "@/components/data-table/filter-bar";
import type { ListSearch } from "@/components/data-table/list-search";
import { Page } from "@/components/page";
import { EmptyState, ErrorState } from "@/components/states";
import { Button, buttonVariants } from "@/components/ui/button";
import { first } from "@/lib/address";
import { type CalendarView, isDay, isView } from "@/lib/calendar";
import { todayIn } from "@/lib/format";
import { usePhone } from "@/lib/media";
import { BookDialog } from "./book-dialog";
import { BookingCard } from "./booking-card";
import {
  DoublesMenu,
  firstPlace,
  MineButton,
  personOf,
  type SearchProps,
  useBookings,
  useFilterFields,
  useWorkingTimes,
} from "./booking-parts";
import { BookingPeek } from "./booking-peek";
import { BookingStub } from "./booking-stub";
import { bookingOf, isDone, placementOf } from "./booking-times";
import { BookingTray } from "./booking-tray";
import { PhoneTray } from "./phone-tray";
import { statusLook } from "./status-look";
import { useBookingMoves } from "./use-booking-moves";

type BookingsPageProps = {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
  /** Something was drawn on the grid: a new ticket for then. */
  onCreate: (at: Placement) => void;
  children?: ReactNode;
};

type Asked = { booking: Booking; at: Placement };

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
  const entries = useEntries(found.data?.items, pairs, setAsked);

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

function placeOf(search: ListSearch, zone: string, isPhone: boolean): { view: CalendarView; day: string } {
  const [view, day] = [first(search.view), first(search.date)];
  const wanted = isView(view) ? view : isPhone ? "agenda" : "week";
  return {
    view: isPhone && wanted !== "day" ? "agenda" : wanted,
    day: isDay(day) ? day : todayIn(zone),
  };
}

function useEntries(
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

/** What is called later, without making everything anew whenever it changes. */
function useLatest<T>(value: T) {
  const latest = useRef(value);
  latest.current = value;
  return latest;
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

type PhoneActionsProps = {
  view: CalendarView;
  onView: (view: CalendarView) => void;
  onToday: () => void;
  isFiltering: boolean;
  onFiltering: (on: boolean) => void;
};

function PhoneActions({ view, onView, onToday, isFiltering, onFiltering }: PhoneActionsProps) {
  const { t } = useTranslation();
  const other = view === "day" ? "agenda" : "day";
  return (
    <>
      <Button onClick={onToday}>{t("calendar.today")}</Button>
      <Button variant="ghost" size="icon" aria-label={t(`calendar.views.${other}`)} onClick={() => onView(other)}>
        {other === "day" ? <CalendarDays aria-hidden /> : <List aria-hidden />}
      </Button>
      <Button
        variant="ghost"
        size="icon"
        aria-label={t("filters.filter")}
        aria-expanded={isFiltering}
        onClick={() => onFiltering(!isFiltering)}
      >
        <ListFilter aria-hidden />
      </Button>
    </>
  );
}
