import { ChevronLeft, ChevronRight, Globe } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type CalendarView, calendarViews, instantsOf, namingDay, step, weekOf, zoneName } from "@/lib/calendar";
import { formatLongDate, formatMonth, todayIn } from "@/lib/format";
import { useHotkeys } from "@/lib/hotkeys";
import { Button } from "../ui/button";
import { Segmented } from "../ui/tabs";
import { Tooltip } from "../ui/tooltip";

type NavigationProps = {
  view: CalendarView;
  day: string;
  zone: string;
  onView: (view: CalendarView) => void;
  onDay: (day: string) => void;
};

export function calendarTitle(view: CalendarView, day: string): string {
  return view === "day" ? formatLongDate(day, true) : formatMonth(namingDay(view, day));
}

/** Week, back, today, on: what stands beside the title. Arrows turn the pages, T is today, digits are the views. */
export function CalendarSteps({ view, day, zone, onView, onDay }: NavigationProps) {
  const { t } = useTranslation();
  const today = () => onDay(todayIn(zone));
  const digits = Object.fromEntries(calendarViews.map((name, index) => [String(index + 1), () => onView(name)]));
  useHotkeys({
    ...digits,
    t: today,
    ArrowLeft: () => onDay(step(view, day, -1)),
    ArrowRight: () => onDay(step(view, day, 1)),
  });
  return (
    <>
      {view !== "month" && (
        <span className="shrink-0 text-muted-foreground tabular-nums max-[1099px]:hidden">
          {t("calendar.week_number", { week: weekOf(day) })}
        </span>
      )}
      <div className="ml-3 flex shrink-0 items-center gap-1">
        <Tooltip content={t("calendar.previous")} keys="←">
          <Button
            variant="ghost"
            size="icon"
            aria-label={t("calendar.previous")}
            onClick={() => onDay(step(view, day, -1))}
          >
            <ChevronLeft aria-hidden />
          </Button>
        </Tooltip>
        <Tooltip content={formatLongDate(todayIn(zone))} keys="T">
          <Button onClick={today}>{t("calendar.today")}</Button>
        </Tooltip>
        <Tooltip content={t("calendar.next")} keys="→">
          <Button variant="ghost" size="icon" aria-label={t("calendar.next")} onClick={() => onDay(step(view, day, 1))}>
            <ChevronRight aria-hidden />
          </Button>
        </Tooltip>
      </div>
    </>
  );
}

export function ViewSwitch({ view, onView }: Pick<NavigationProps, "view" | "onView">) {
  const { t } = useTranslation();
  return (
    <Segmented
      label={t("calendar.view")}
      value={view}
      onChange={onView}
      choices={calendarViews.map((name) => ({ value: name, label: t(`calendar.views.${name}`) }))}
    />
  );
}

/** In which zone everything on the page is. */
export function ZoneNote({ zone, day }: { zone: string; day: string }) {
  const { place, offset } = zoneName(zone, instantsOf({ first: day, last: day }, zone).from);
  return (
    <Tooltip content={zone}>
      <span className="inline-flex items-center gap-1.5 text-xs whitespace-nowrap text-muted-foreground">
        <Globe className="size-3.5" aria-hidden />
        {place}, {offset}
      </span>
    </Tooltip>
  );
}
