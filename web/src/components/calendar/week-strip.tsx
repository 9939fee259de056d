import { useTranslation } from "react-i18next";
import { eachDay, startOfWeek, step } from "@/lib/calendar";
import { addDays, formatLongDate, formatWeekdayLetter, todayIn } from "@/lib/format";
import { type CalendarSource, isOnDay } from "./calendar-entry";

type StripProps = {
  sources: readonly CalendarSource[];
  day: string;
  zone: string;
  onDay: (day: string) => void;
};

/** A week to tap on; dots say how much is on. Swiping goes to the next one. */
export function WeekStrip({ sources, day, zone, onDay }: StripProps) {
  const { t } = useTranslation();
  const monday = startOfWeek(day);
  const today = todayIn(zone);
  const entries = sources.flatMap((source) => source.entries);
  const count = (on: string) => entries.filter((entry) => isOnDay(entry, on, zone)).length;
  const swipe = useSwipe((by) => onDay(step("week", day, by)));
  return (
    <fieldset
      aria-label={t("calendar.week_strip")}
      className="grid shrink-0 touch-pan-y grid-cols-7 border-b px-2.5 pb-2"
      {...swipe}
    >
      {eachDay({ first: monday, last: addDays(monday, 6) }).map((on) => {
        const number = count(on);
        return (
          <button
            key={on}
            type="button"
            onClick={() => onDay(on)}
            aria-current={on === day ? "date" : undefined}
            className="group flex min-h-11 flex-col items-center gap-[3px] rounded-sm py-1 text-xs text-muted-foreground"
          >
            <span className="sr-only">{t("calendar.day_with", { day: formatLongDate(on), count: number })}</span>
            <span aria-hidden>{formatWeekdayLetter(on)}</span>
            <b
              aria-hidden
              className={`grid size-[34px] place-items-center rounded-lg text-lg font-medium tabular-nums group-aria-[current]:bg-primary group-aria-[current]:font-semibold group-aria-[current]:text-primary-foreground ${on === today ? "text-primary" : "text-foreground"}`}
            >
              {Number(on.slice(8))}
            </b>
            <span className="flex h-1 gap-0.5" aria-hidden>
              {["one", "two", "three"].slice(0, number).map((dot) => (
                <i key={dot} className="size-1 rounded-full bg-input group-aria-[current]:bg-primary" />
              ))}
            </span>
          </button>
        );
      })}
    </fieldset>
  );
}

function useSwipe(onSwipe: (by: 1 | -1) => void) {
  let from: number | null = null;
  return {
    onPointerDown: (event: React.PointerEvent) => {
      from = event.pointerType === "touch" ? event.clientX : null;
    },
    onPointerUp: (event: React.PointerEvent) => {
      const distance = from === null ? 0 : event.clientX - from;
      from = null;
      if (Math.abs(distance) > 48) onSwipe(distance < 0 ? 1 : -1);
    },
  };
}
