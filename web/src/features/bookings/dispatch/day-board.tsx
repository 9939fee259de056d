import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Booking } from "@/api/bookings";
import { useNow } from "@/components/calendar/use-now";
import type { Reference } from "@/components/reference-picker";
import { addMinutes, minutesBetween } from "@/lib/calendar";
import { cn } from "@/lib/classes";
import { formatTime, localDay, todayIn } from "@/lib/format";
import type { WorkingTime } from "@/lib/working-times";
import { endOf } from "../booking-times";
import { dropMinute, type Scale, scaleOf, tracksOf } from "./day-scale";
import { HeldStub, type StubActs } from "./held-stub";
import { PersonHead } from "./person-head";
import { type Held, type Landing, useLanding } from "./use-dispatch-drag";

export type Row = { person: Reference | null; bookings: readonly Booking[]; booked: number; working: number };

export type BoardProps = {
  rows: readonly Row[];
  day: string;
  zone: string;
  workingTimes: readonly WorkingTime[];
  doubles: ReadonlyMap<string, readonly Booking[]>;
  acts: StubActs | null;
  over: { held: Held; landing: Landing } | null;
  /** Told the element that scrolls. */
  scroller: (element: HTMLDivElement | null) => void;
};

const trackHeight = 60;
const rowHeight = 124;
const head = "w-[178px] shrink-0 max-[1099px]:w-[132px]";

/** A day: people are rows, the hours run to the right. */
export function DayBoard({ rows, day, zone, workingTimes, doubles, acts, over, scroller }: BoardProps) {
  const { t } = useTranslation();
  const timed = rows.flatMap((row) => row.bookings).filter((booking) => booking.scheduled_start !== null);
  const spans = timed.map((booking) => ({ id: booking.id, start: booking.scheduled_start ?? "", end: endOf(booking) }));
  const scale = scaleOf(day, zone, spans);
  return (
    <div ref={scroller} data-swipe className="min-h-0 flex-1 overflow-auto">
      <div style={{ minWidth: `${178 + scale.ticks.length * 60}px` }}>
        <div className="sticky top-0 z-20 flex h-8 border-b bg-background text-xs text-muted-foreground tabular-nums">
          <span className={cn(head, "sticky left-0 z-10 border-r bg-background")} />
          <span className="relative flex-1" aria-hidden>
            {scale.ticks.map((tick) => (
              <span key={tick.minute} className="absolute top-2 pl-1" style={{ left: percent(tick.minute, scale) }}>
                {formatTime(tick.at, zone)}
              </span>
            ))}
          </span>
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: rows of a board, not a list of texts. */}
        <div role="list" aria-label={t("dispatch.people")}>
          {rows.map((row) => (
            <DayRow
              key={row.person?.id ?? "nobody"}
              {...{ row, scale, day, zone, workingTimes, doubles, acts, over }}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

type RowProps = Omit<BoardProps, "rows" | "scroller"> & { row: Row; scale: Scale };

function DayRow({ row, scale, day, zone, workingTimes, doubles, acts, over }: RowProps) {
  const { t } = useTranslation();
  const track = useRef<HTMLDivElement>(null);
  useLanding(track, (held, clientX, box) => {
    const length = held.at.allDay ? 60 : minutesBetween(held.at.start, held.at.end);
    // What comes from the tray, or had no time, is taken by its edge.
    const grabbed = held.booking.scheduled_start === null ? 0 : held.grabbed * length;
    const minute = dropMinute(scale, (clientX - box.left) / box.width, grabbed, length);
    const start = addMinutes(scale.start, minute);
    return { person: row.person, at: { allDay: false, start, end: addMinutes(start, length) } };
  });
  const timed = row.bookings.filter((booking) => booking.scheduled_start !== null);
  const whole = row.bookings.filter((booking) => booking.scheduled_start === null);
  const tracks = tracksOf(
    timed.map((booking) => ({ id: booking.id, start: booking.scheduled_start ?? "", end: endOf(booking) })),
  );
  const most = Math.max(1, ...[...tracks.values()].map((found) => found.tracks));
  const wholeHeight = whole.length > 0 ? 34 : 0;
  const height = Math.max(rowHeight, most * trackHeight + 16) + wholeHeight;
  const landing = over && over.landing.person?.id === row.person?.id ? over : null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of a board.
    <div role="listitem" className="flex border-b" style={{ minHeight: height }}>
      <div className={cn(head, "sticky left-0 z-10 border-r bg-background")}>
        <PersonHead {...row} />
      </div>
      <div ref={track} className={cn("relative flex-1", row.person === null && "bg-sidebar")}>
        <Ground scale={scale} day={day} zone={zone} workingTimes={workingTimes} />
        <NowLine scale={scale} day={day} zone={zone} />
        {whole.length > 0 && (
          <div className="relative flex h-[34px] items-center gap-2 overflow-hidden px-2">
            <span className="text-2xs text-muted-foreground">{t("calendar.all_day")}</span>
            {whole.map((booking) => (
              <HeldStub
                key={booking.id}
                booking={booking}
                doubles={[]}
                acts={acts}
                zone={zone}
                time=""
                className="h-7 max-w-56 min-w-20 py-0.5"
              />
            ))}
          </div>
        )}
        {timed.map((booking) => (
          <HeldStub
            key={booking.id}
            booking={booking}
            doubles={doubles.get(booking.id) ?? []}
            acts={acts}
            zone={zone}
            time={formatTime(booking.scheduled_start ?? "", zone)}
            until={formatTime(endOf(booking), zone)}
            className="absolute min-w-7"
            style={boxOf(booking, scale, tracks.get(booking.id) ?? { track: 0, tracks: 1 }, height, wholeHeight)}
          />
        ))}
        {landing && <LandingMark landing={landing.landing} scale={scale} zone={zone} />}
      </div>
    </div>
  );
}

function percent(minute: number, scale: Scale): string {
  return `${(Math.min(Math.max(minute, 0), scale.minutes) / scale.minutes) * 100}%`;
}

function boxOf(
  booking: Booking,
  scale: Scale,
  { track, tracks }: { track: number; tracks: number },
  height: number,
  above: number,
): React.CSSProperties {
  const from = Math.max(minutesBetween(scale.start, booking.scheduled_start ?? ""), 0);
  const to = Math.min(minutesBetween(scale.start, endOf(booking)), scale.minutes);
  const each = (height - above - 16) / tracks;
  return {
    left: percent(from, scale),
    width: `calc(${percent(to - from, scale)} - 2px)`,
    top: above + 8 + track * each,
    height: each - (tracks > 1 ? 4 : 0),
  };
}

/** Hour lines, and shade where nobody works. */
function Ground({ scale, day, zone, workingTimes }: Pick<RowProps, "scale" | "day" | "zone" | "workingTimes">) {
  const weekday = Temporal.PlainDate.from(day).dayOfWeek % 7;
  const minuteOf = (clock: string) => {
    const date = Temporal.PlainDate.from(day);
    const at =
      clock === "24:00"
        ? date.add({ days: 1 }).toZonedDateTime(zone)
        : date.toZonedDateTime({ timeZone: zone, plainTime: clock });
    return minutesBetween(scale.start, at.toInstant().toString());
  };
  const work = workingTimes
    .filter((time) => time.daysOfWeek.includes(weekday))
    .map((time) => ({ from: minuteOf(time.startTime), to: minuteOf(time.endTime) }))
    .sort((one, other) => one.from - other.from);
  const free: { from: number; to: number }[] = [];
  let until = 0;
  for (const part of work) {
    if (part.from > until) free.push({ from: until, to: part.from });
    until = Math.max(until, part.to);
  }
  if (until < scale.minutes) free.push({ from: until, to: scale.minutes });
  return (
    <span className="pointer-events-none absolute inset-0" aria-hidden>
      {free.map((part) => (
        <span
          key={part.from}
          className="absolute inset-y-0 bg-muted/60"
          style={{ left: percent(part.from, scale), width: percent(Math.max(part.to - part.from, 0), scale) }}
        />
      ))}
      {scale.ticks.map((tick) => (
        <span
          key={tick.minute}
          className="absolute inset-y-0 border-l border-border"
          style={{ left: percent(tick.minute, scale) }}
        />
      ))}
    </span>
  );
}

function NowLine({ scale, day, zone }: Pick<RowProps, "scale" | "day" | "zone">) {
  const now = new Date(useNow()).toISOString();
  const minute = minutesBetween(scale.start, now);
  if (day !== todayIn(zone) || minute < 0 || minute > scale.minutes) return null;
  return (
    <span
      className="pointer-events-none absolute inset-y-0 w-0.5 bg-destructive"
      style={{ left: percent(minute, scale) }}
      aria-hidden
    />
  );
}

/** Where it would land: a dashed place and a dark tag with the time and the person. */
function LandingMark({ landing, scale, zone }: { landing: Landing; scale: Scale; zone: string }) {
  const { t } = useTranslation();
  if (landing.at.allDay) return null;
  const from = minutesBetween(scale.start, landing.at.start);
  const length = minutesBetween(landing.at.start, landing.at.end);
  return (
    <span
      className="pointer-events-none absolute inset-y-2 z-10 rounded-xs border border-dashed border-primary bg-selection/60"
      style={{ left: percent(from, scale), width: percent(length, scale) }}
    >
      <span className="absolute -bottom-1 left-0 translate-y-1/2 rounded-sm bg-foreground px-2 py-1 text-xs whitespace-nowrap text-background shadow-md">
        {landing.person?.name.split(" ")[0] ?? t("people.unassigned")},{" "}
        {t("calendar.from_to", {
          start: formatTime(landing.at.start, zone),
          end: formatTime(landing.at.end, zone),
        })}
      </span>
    </span>
  );
}

/** Whether a booking is on a day, by its date when it has no time. */
export function isOn(booking: Booking, day: string, zone: string): boolean {
  if (booking.scheduled_start === null) return booking.scheduled_date === day;
  return localDay(booking.scheduled_start, zone) <= day && localDay(addMinutes(endOf(booking), -1), zone) >= day;
}
