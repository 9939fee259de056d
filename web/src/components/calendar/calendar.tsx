import { lazy, type ReactNode, Suspense, useRef, useState } from "react";
import type { CalendarView } from "@/lib/calendar";
import { daysOf, eachDay } from "@/lib/calendar";
import { Popover, PopoverContent } from "../ui/popover";
import { Agenda } from "./agenda";
import type { CalendarSource } from "./calendar-entry";
import type { GridProps } from "./calendar-grid";
import { WeekStrip } from "./week-strip";

export type CalendarProps = Omit<GridProps, "view" | "onPress"> & {
  sources: readonly CalendarSource[];
  view: CalendarView;
  /** On a phone a strip of days stands above one day. */
  isPhone: boolean;
  /** Another day of the strip. */
  onDay: (day: string) => void;
  /** What an agenda says when nothing is on. */
  empty: ReactNode;
};

// An agenda, and so every phone, does without the grid.
const CalendarGrid = lazy(() => import("./calendar-grid").then((module) => ({ default: module.CalendarGrid })));

/** A calendar of anything: month, week, work week, day and agenda over any sources, with a peek beside what is pressed. */
export function Calendar({ view, isPhone, onDay, onPlace, empty, ...grid }: CalendarProps) {
  const { sources, day, zone } = grid;
  const [peeked, setPeeked] = useState<{ id: string; element: HTMLElement } | null>(null);
  // A press that closes the peek is no press on the place below it.
  const wasPeeking = useRef(false);
  const entry = peeked && sources.flatMap((source) => source.entries).find((one) => one.id === peeked.id);
  return (
    <>
      {isPhone && <WeekStrip sources={sources} day={day} zone={zone} onDay={onDay} />}
      {view === "agenda" ? (
        <Agenda
          sources={sources}
          days={isPhone ? [day] : eachDay(daysOf(view, day))}
          zone={zone}
          isSingle={isPhone}
          empty={empty}
        />
      ) : (
        <Suspense fallback={<div className="flex-1" />}>
          <div
            className="flex min-h-0 flex-1 flex-col"
            onPointerDownCapture={() => {
              wasPeeking.current = Boolean(entry);
            }}
          >
            <CalendarGrid
              {...grid}
              view={view}
              onPlace={onPlace && ((at) => !wasPeeking.current && onPlace(at))}
              onPress={({ id }, element) => setPeeked({ id, element })}
            />
          </div>
        </Suspense>
      )}
      <Popover open={Boolean(entry)} onOpenChange={(open) => !open && setPeeked(null)}>
        <PopoverContent anchor={peeked?.element ?? null} side="right" className="w-80 p-0">
          {entry?.peek}
        </PopoverContent>
      </Popover>
    </>
  );
}
