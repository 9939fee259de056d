import { Fragment, type ReactNode, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/lib/classes";
import { formatLongDate, formatTime, todayIn } from "@/lib/format";
import { type CalendarEntry, type CalendarSource, endOfEntry, isOnDay } from "./calendar-entry";
import { useNow } from "./use-now";

type AgendaProps = {
  sources: readonly CalendarSource[];
  days: readonly string[];
  zone: string;
  /** One day, under a strip that names it. */
  isSingle?: boolean;
  empty: ReactNode;
};

function byTime(one: CalendarEntry, other: CalendarEntry): number {
  if (one.allDay !== other.allDay) return one.allDay ? -1 : 1;
  return one.allDay
    ? one.label.localeCompare(other.label)
    : Date.parse(one.start) - Date.parse(other.start) || one.label.localeCompare(other.label);
}

/** Day by day what is on, one below the other: for phones, and for reading. */
export function Agenda({ sources, days, zone, isSingle = false, empty }: AgendaProps) {
  const { t } = useTranslation();
  const now = useNow();
  const today = todayIn(zone);
  const listed = useMemo(() => {
    const entries = sources.flatMap((source) => source.entries).toSorted(byTime);
    return days
      .map((day) => ({ day, entries: entries.filter((entry) => isOnDay(entry, day, zone)) }))
      .filter(({ day, entries: found }) => found.length > 0 || day === today);
  }, [sources, days, zone, today]);
  // One comes to the present, not to the morning; after that, nothing moves by itself.
  const shownDays = useRef("");
  const comeTo = (line: HTMLElement) => {
    if (shownDays.current === days.join()) return;
    shownDays.current = days.join();
    line.scrollIntoView({ block: "center" });
  };
  if (listed.every((day) => day.entries.length === 0)) return empty;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto pb-24" data-agenda>
      {listed.map(({ day, entries }) => {
        const isToday = day === today;
        // What is going on, or comes next, and where the line of the present runs.
        const next = isToday
          ? entries.find((entry) => !entry.allDay && Date.parse(endOfEntry(entry)) > now)
          : undefined;
        const line = isToday ? entries.findIndex((entry) => !entry.allDay && Date.parse(entry.start) > now) : -1;
        return (
          <section key={day} aria-label={formatLongDate(day)} className={cn(!isSingle && "mx-auto max-w-[760px]")}>
            {!isSingle && (
              <h2
                className={cn(
                  "sticky top-0 z-[var(--z-sticky)] bg-background px-4 pt-4 pb-1 text-base font-semibold",
                  isToday && "text-primary",
                )}
              >
                {formatLongDate(day)}
              </h2>
            )}
            <ul className="pr-4">
              {entries.map((entry, index) => (
                <Fragment key={entry.id}>
                  {index === line && <NowLine now={now} zone={zone} onShown={comeTo} />}
                  <li className="grid grid-cols-[64px_minmax(0,1fr)] pt-2.5">
                    <span className="pt-2 pr-3 text-right text-xs text-muted-foreground tabular-nums">
                      {entry.allDay ? t("calendar.all_day") : formatTime(entry.start, zone)}
                    </span>
                    {entry.card({ isNext: entry === next })}
                  </li>
                </Fragment>
              ))}
              {isToday && line === -1 && <NowLine now={now} zone={zone} onShown={comeTo} />}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

type NowLineProps = { now: number; zone: string; onShown: (line: HTMLElement) => void };

function NowLine({ now, zone, onShown }: NowLineProps) {
  const { t } = useTranslation();
  const line = useRef<HTMLLIElement>(null);
  const shown = useRef(onShown);
  useEffect(() => {
    if (line.current) shown.current(line.current);
  }, []);
  const time = formatTime(new Date(now).toISOString(), zone);
  return (
    <li
      ref={line}
      className="mt-2.5 grid grid-cols-[64px_minmax(0,1fr)] items-center"
      aria-label={t("calendar.now", { time })}
    >
      <span className="pr-2 text-right text-xs font-semibold text-destructive-fg tabular-nums">{time}</span>
      <span className="h-0.5 rounded-full bg-calendar-now" />
    </li>
  );
}
