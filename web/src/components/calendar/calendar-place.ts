import { first } from "@/lib/address";
import { type CalendarView, isDay, isView } from "@/lib/calendar";
import { todayIn } from "@/lib/format";
import type { ListSearch } from "../data-table/list-search";

/** Which days a calendar shows, as its address says. A phone has the agenda and single days. */
export function placeOf(search: ListSearch, zone: string, isPhone: boolean): { view: CalendarView; day: string } {
  const [view, day] = [first(search.view), first(search.date)];
  const wanted = isView(view) ? view : isPhone ? "agenda" : "week";
  return {
    view: isPhone && wanted !== "day" ? "agenda" : wanted,
    day: isDay(day) ? day : todayIn(zone),
  };
}
