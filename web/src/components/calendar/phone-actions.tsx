import { CalendarDays, List, ListFilter } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { CalendarView } from "@/lib/calendar";
import { Button } from "../ui/button";

type PhoneActionsProps = {
  view: CalendarView;
  onView: (view: CalendarView) => void;
  onToday: () => void;
  isFiltering: boolean;
  onFiltering: (on: boolean) => void;
};

/** What stands beside the title of a calendar on a phone. */
export function PhoneActions({ view, onView, onToday, isFiltering, onFiltering }: PhoneActionsProps) {
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
