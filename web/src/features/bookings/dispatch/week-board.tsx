import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Booking } from "@/api/bookings";
import type { Placement } from "@/components/calendar/calendar-entry";
import { daysOf, eachDay } from "@/lib/calendar";
import { cn } from "@/lib/classes";
import { formatTime, todayIn } from "@/lib/format";
import { type BoardProps, isOn, type Row } from "./day-board";
import { onDay } from "./day-scale";
import { HeldStub } from "./held-stub";
import { PersonHead } from "./person-head";
import { useLanding } from "./use-dispatch-drag";

type WeekProps = BoardProps & { onDay: (day: string) => void };

const head = "w-[178px] shrink-0 max-[1099px]:w-[132px]";

/** A week: people are rows, the days stand side by side. A drag keeps the time of day. */
export function WeekBoard({ rows, day, zone, workingTimes, doubles, acts, over, scroller, onDay: go }: WeekProps) {
  const { t } = useTranslation();
  const days = eachDay(daysOf("week", day));
  const works = new Set(workingTimes.flatMap((time) => time.daysOfWeek));
  return (
    <div ref={scroller} data-swipe className="min-h-0 flex-1 overflow-auto">
      <div className="min-w-[980px]">
        <div className="sticky top-0 z-20 flex h-9 border-b bg-background">
          <span className={cn(head, "sticky left-0 z-10 border-r bg-background")} />
          {days.map((one) => (
            <button
              key={one}
              type="button"
              onClick={() => go(one)}
              className={cn(
                "flex-1 border-r px-2 text-left text-xs text-muted-foreground tabular-nums last:border-r-0 hover:bg-accent",
                one === todayIn(zone) && "font-semibold text-primary",
              )}
            >
              {weekdayAndDay(one)}
            </button>
          ))}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: rows of a board, not a list of texts. */}
        <div role="list" aria-label={t("dispatch.people")}>
          {rows.map((row) => (
            // biome-ignore lint/a11y/useSemanticElements: a row of a board.
            <div role="listitem" key={row.person?.id ?? "nobody"} className="flex min-h-24 border-b">
              <div className={cn(head, "sticky left-0 z-10 border-r bg-background")}>
                <PersonHead {...row} />
              </div>
              {days.map((one) => (
                <Cell
                  key={one}
                  {...{ row, zone, doubles, acts, over }}
                  day={one}
                  isFree={!works.has(Temporal.PlainDate.from(one).dayOfWeek % 7)}
                />
              ))}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

type CellProps = Pick<BoardProps, "zone" | "doubles" | "acts" | "over"> & { row: Row; day: string; isFree: boolean };

function Cell({ row, day, zone, doubles, acts, over, isFree }: CellProps) {
  const { t } = useTranslation();
  const cell = useRef<HTMLDivElement>(null);
  useLanding(cell, ({ at }) => ({ person: row.person, at: moved(at, day, zone) }));
  const bookings = row.bookings
    .filter((booking) => isOn(booking, day, zone))
    .sort((one, other) => (one.scheduled_start ?? "").localeCompare(other.scheduled_start ?? ""));
  const isTarget = over !== null && over.landing.person?.id === row.person?.id && dayOf(over.landing.at, zone) === day;
  return (
    <div
      ref={cell}
      className={cn(
        "flex min-w-0 flex-1 flex-col gap-1 border-r p-1.5 last:border-r-0",
        (isFree || row.person === null) && "bg-sidebar",
        isTarget && "bg-selection outline-1 -outline-offset-2 outline-primary outline-dashed",
      )}
    >
      {bookings.map((booking) => (
        <HeldStub
          key={booking.id}
          booking={booking}
          doubles={doubles.get(booking.id) ?? []}
          acts={acts}
          zone={zone}
          time={timeOf(booking, zone) ?? t("calendar.all_day")}
          className="w-full"
        />
      ))}
    </div>
  );
}

function weekdayAndDay(day: string): string {
  return new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" }).format(
    new Date(`${day}T00:00Z`),
  );
}

function timeOf(booking: Booking, zone: string): string | null {
  return booking.scheduled_start === null ? null : formatTime(booking.scheduled_start, zone);
}

function moved(at: Placement, day: string, zone: string): Placement {
  return at.allDay ? { allDay: true, day } : { allDay: false, ...onDay(at.start, at.end, day, zone) };
}

function dayOf(at: Placement, zone: string): string {
  return at.allDay ? at.day : Temporal.Instant.from(at.start).toZonedDateTimeISO(zone).toPlainDate().toString();
}
