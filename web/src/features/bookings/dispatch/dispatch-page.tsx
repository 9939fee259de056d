import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Booking } from "@/api/bookings";
import { choiceOf, useEnum } from "@/api/meta";
import { type Ticket, users } from "@/api/resources";
import { useCan, useTimeZone } from "@/api/session";
import { CalendarSteps, calendarTitle, ZoneNote } from "@/components/calendar/calendar-header";
import { CalendarToolbar } from "@/components/calendar/calendar-page";
import { firstPlace } from "@/components/calendar/first-place";
import { useWorkingTimes } from "@/components/calendar/use-working-times";
import { FilterChips } from "@/components/data-table/filter-bar";
import type { ListSearch } from "@/components/data-table/list-search";
import { Page } from "@/components/page";
import { ErrorState } from "@/components/states";
import { buttonVariants } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { Segmented } from "@/components/ui/tabs";
import { all, first } from "@/lib/address";
import { addMinutes, daysOf, eachDay, isDay, minutesBetween } from "@/lib/calendar";
import { formatDate, todayIn } from "@/lib/format";
import { usePhone } from "@/lib/media";
import { BookDialog } from "../book-dialog";
import { BookingCard } from "../booking-card";
import { DoublesMenu, useBookings, useFilterFields } from "../booking-parts";
import { bookingOf, endOf, isDone, placementOf } from "../booking-times";
import { BookingTray } from "../booking-tray";
import { statusLook } from "../status-look";
import { useBookingMoves } from "../use-booking-moves";
import { DayBoard, isOn, type Row } from "./day-board";
import { stepMinutes, workingMinutes } from "./day-scale";
import { durationText } from "./duration-text";
import type { StubActs } from "./held-stub";
import { PersonHead } from "./person-head";
import { useDispatchDrag, useHeld } from "./use-dispatch-drag";
import { WeekBoard } from "./week-board";

type DispatchPageProps = { search: ListSearch; onSearch: (search: ListSearch) => void };
type Asked = { booking: Booking; at: ReturnType<typeof placementOf> };

const views = ["day", "week"] as const;
const mostPeople = 100;

/** Who does what when: people below one another, their work side by side, and a drag gives it to another, at another time. */
export function DispatchPage({ search, onSearch }: DispatchPageProps) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const isPhone = usePhone();
  const canWrite = useCan("write_tickets");
  const moves = useBookingMoves();
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);

  const [wanted, date] = [first(search.view), first(search.date)];
  const view = !isPhone && wanted === "week" ? "week" : "day";
  const day = isDay(date) ? date : todayIn(zone);
  const days = useMemo(() => eachDay(daysOf(view, day)), [view, day]);
  const { filters, found, pairs, booked } = useBookings(search, view, day, zone);
  const workingTimes = useWorkingTimes(zone, day);
  const rows = useRows(found.data?.items, days, workingTimes, all(search.assigned_user_id), zone);
  const doubles = useMemo(() => doublesOf(pairs), [pairs]);

  const over = useDispatchDrag(scroller, ({ booking }, { person, at }) => void moves.book(booking, at, person));
  const acts = useActs(rows, moves, setAsked);
  const go = (change: ListSearch) => onSearch({ ...search, ...change });
  const fields = useFilterFields();
  const [sum, capacity] = [
    rows.reduce((total, row) => total + row.booked, 0),
    rows.reduce((total, row) => total + row.working, 0),
  ];
  const unassigned = rows.find((row) => row.person === null)?.bookings.length ?? 0;
  const board = { rows, day, zone, workingTimes, doubles, acts: canWrite ? acts : null, over, scroller: setScroller };
  return (
    <Page
      title={isPhone ? formatDate(day, todayIn(zone)) : calendarTitle(view, day)}
      beside={
        <CalendarSteps
          view={view}
          day={day}
          zone={zone}
          onView={(next) => go({ view: next === "week" ? "week" : "day" })}
          onDay={(next) => go({ date: next })}
        />
      }
      actions={
        !isPhone && (
          <>
            <Segmented
              label={t("calendar.view")}
              value={view}
              onChange={(next) => go({ view: next })}
              choices={views.map((name) => ({ value: name, label: t(`calendar.views.${name}`) }))}
            />
            {canWrite && (
              <Link to="/tickets/new" className={buttonVariants({ variant: "primary", className: "ml-2" })}>
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
          <CalendarToolbar>
            <FilterChips search={search} onSearch={onSearch} filters={fields} phone={isPhone} />
            <span className="ml-auto flex flex-wrap items-center gap-x-3 text-muted-foreground tabular-nums">
              <span>
                {t("dispatch.booked_of", { booked: durationText(sum, t), working: durationText(capacity, t) })}
              </span>
              {pairs.length > 0 && <DoublesMenu pairs={pairs} search={search} onSearch={onSearch} zone={zone} />}
              {unassigned > 0 && <span>{t("dispatch.unassigned_count", { count: unassigned })}</span>}
              <ZoneNote zone={zone} day={day} />
            </span>
          </CalendarToolbar>
          {found.isError && !found.data ? (
            <ErrorState error={found.error} title={t("dispatch.failed")} onRetry={() => void found.refetch()} />
          ) : rows.length === 0 ? (
            <div className="flex flex-col gap-2 p-4" role="status" aria-label={t("lists.loading")}>
              {["a", "b", "c", "d"].map((key) => (
                <Skeleton key={key} className="h-24 w-full" />
              ))}
            </div>
          ) : isPhone ? (
            <PhoneRows rows={rows} doubles={doubles} />
          ) : view === "day" ? (
            <DayBoard {...board} />
          ) : (
            <WeekBoard {...board} onDay={(next) => go({ view: "day", date: next })} />
          )}
        </div>
        {!isPhone && (
          <BookingTray
            filters={filters}
            booked={booked}
            canWrite={canWrite}
            onBook={(ticket) => {
              const at = firstPlace(day, zone);
              setAsked({ booking: bookingOf(ticket, at, zone), at });
            }}
            wrap={(ticket, card) => (
              <HeldCard ticket={canWrite ? ticket : null} day={day} zone={zone}>
                {card}
              </HeldCard>
            )}
          />
        )}
      </div>
      {asked && <BookDialog asked={asked} onClose={() => setAsked(null)} />}
    </Page>
  );
}

/** A ticket without a time, which can be dragged to one. */
function HeldCard({
  ticket,
  day,
  zone,
  children,
}: {
  ticket: Ticket | null;
  day: string;
  zone: string;
  children: ReactNode;
}) {
  const element = useRef<HTMLDivElement>(null);
  const held = useMemo(() => {
    if (!ticket) return null;
    const at = firstPlace(day, zone);
    return {
      booking: { ...bookingOf(ticket, at, zone), scheduled_date: "", scheduled_start: null, scheduled_end: null },
      at,
    };
  }, [ticket, day, zone]);
  useHeld(element, held);
  return (
    <div ref={element} className={ticket ? "cursor-grab" : undefined}>
      {children}
    </div>
  );
}

/** On a phone the board is an agenda by person: a tap opens, and "Move…" does what a drag does. */
function PhoneRows({ rows, doubles }: { rows: readonly Row[]; doubles: ReadonlyMap<string, readonly Booking[]> }) {
  const statuses = useEnum("ticket_status");
  return (
    <div className="min-h-0 flex-1 overflow-y-auto pb-4">
      {rows
        .filter((row) => row.person !== null || row.bookings.length > 0)
        .map((row) => (
          <section key={row.person?.id ?? "nobody"} aria-label={row.person?.name}>
            <div className="border-b bg-sidebar">
              <PersonHead {...row} />
            </div>
            <div className="flex flex-col gap-2 px-4 py-3 empty:hidden">
              {row.bookings.map((booking) => (
                <BookingCard
                  key={booking.id}
                  booking={booking}
                  look={statusLook(choiceOf(statuses, booking.status).color)}
                  isNext={false}
                  isDouble={doubles.has(booking.id)}
                />
              ))}
            </div>
          </section>
        ))}
    </div>
  );
}

/** Everybody who works here, and nobody above them. With people chosen, only these. */
function useRows(
  items: readonly Booking[] | undefined,
  days: readonly string[],
  workingTimes: ReturnType<typeof useWorkingTimes>,
  chosen: readonly string[],
  zone: string,
): Row[] {
  const people = useQuery(users.some({ status: ["active"], sort: "name" }, mostPeople)).data?.items;
  return useMemo(() => {
    if (!people || !items) return [];
    const working = days.reduce((sum, day) => sum + workingMinutes(workingTimes, day), 0);
    const known = new Map(people.map((user) => [user.id, { id: user.id, name: user.name ?? user.email }]));
    // Somebody who has left may still have work: it must not vanish.
    for (const booking of items) {
      const id = booking.assigned_user_id;
      if (id !== null && !known.has(id)) known.set(id, { id, name: booking.assigned_user_name ?? "?" });
    }
    const rows = [null, ...known.values()]
      .filter((person) => chosen.length === 0 || chosen.includes(person?.id ?? "null"))
      .map((person): Row => {
        const theirs = items
          .filter((booking) => booking.scheduled_date !== "" && booking.assigned_user_id === (person?.id ?? null))
          .filter((booking) => days.some((day) => isOn(booking, day, zone)));
        const booked = theirs.reduce(
          (sum, booking) =>
            booking.scheduled_start === null ? sum : sum + minutesBetween(booking.scheduled_start, endOf(booking)),
          0,
        );
        return { person, bookings: theirs, booked: person ? booked : 0, working: person ? working : 0 };
      });
    return rows;
  }, [people, items, days, workingTimes, chosen, zone]);
}

function doublesOf(pairs: readonly [Booking, Booking][]): Map<string, Booking[]> {
  const found = new Map<string, Booking[]>();
  for (const [one, other] of pairs) {
    found.set(one.id, [...(found.get(one.id) ?? []), other]);
    found.set(other.id, [...(found.get(other.id) ?? []), one]);
  }
  return found;
}

function useActs(
  rows: readonly Row[],
  moves: ReturnType<typeof useBookingMoves>,
  setAsked: (asked: Asked) => void,
): StubActs {
  return {
    ask: (booking) => setAsked({ booking, at: placementOf(booking) }),
    unbook: (booking) => void moves.unbook(booking),
    nudge: (booking, steps, down) => {
      const at = placementOf(booking);
      const index = rows.findIndex((row) => (row.person?.id ?? null) === booking.assigned_user_id);
      const row = rows[index + down];
      if (!row || isDone(booking)) return;
      const by = steps * stepMinutes;
      const to = at.allDay ? at : { ...at, start: addMinutes(at.start, by), end: addMinutes(at.end, by) };
      void moves.book(booking, to, row.person);
    },
  };
}
