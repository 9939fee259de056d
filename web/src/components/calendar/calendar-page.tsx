import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CalendarView } from "@/lib/calendar";
import { todayIn } from "@/lib/format";
import { usePhone } from "@/lib/media";
import type { FilterField } from "../data-table/columns";
import { FilterChips } from "../data-table/filter-bar";
import type { ListSearch } from "../data-table/list-search";
import { Page } from "../page";
import { EmptyState, ErrorState } from "../states";
import { buttonVariants } from "../ui/button";
import { Calendar, type CalendarProps } from "./calendar";
import { CalendarSteps, calendarTitle, ViewSwitch, ZoneNote } from "./calendar-header";
import { MineButton } from "./mine-button";
import { PhoneActions } from "./phone-actions";
import { useWorkingTimes } from "./use-working-times";

type CalendarPageProps = Pick<
  CalendarProps,
  "sources" | "view" | "day" | "zone" | "onPlace" | "onDraw" | "onReceive"
> & {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
  filters: readonly FilterField[];
  /** What is read; while it is not there, nothing is said to be empty. */
  query: { error: Error | null; refetch: () => Promise<unknown> };
  isReady: boolean;
  empty: { title: string; text: string };
  /** There is more than was read. */
  hasMore: boolean;
  /** What can be done besides, left of the views, and how something new is made, right of them. */
  actions?: ReactNode;
  create: { to: "/calendar/new" | "/calendar/bookings/new"; label: string } | undefined;
  /** In the toolbar: before the filters, after them, and beside the zone. */
  switches?: ReactNode;
  tools?: ReactNode;
  notes?: ReactNode;
  /** What stands beside the calendar. */
  aside?: ReactNode;
  children?: ReactNode;
};

/** A page that is a calendar. Where it stands and what it shows are in its address. */
export function CalendarPage(props: CalendarPageProps) {
  const { search, onSearch, view, day, zone, query, isReady, empty, create } = props;
  const { t } = useTranslation();
  const isPhone = usePhone();
  const [isFiltering, setFiltering] = useState(false);
  const workingTimes = useWorkingTimes(zone, day);
  const go = (change: { view?: CalendarView; date?: string }) => onSearch({ ...search, ...change });
  const onView = (next: CalendarView) => go({ view: next });
  const onDay = (next: string) => go({ date: next });
  return (
    <Page
      title={calendarTitle(isPhone ? "month" : view, day)}
      beside={!isPhone && <CalendarSteps view={view} day={day} zone={zone} onView={onView} onDay={onDay} />}
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
            {props.actions}
            <ViewSwitch view={view} onView={onView} />
            {create && (
              <Link
                to={create.to}
                search={search}
                className={buttonVariants({ variant: "primary", className: "ml-2" })}
              >
                <Plus aria-hidden />
                {create.label}
              </Link>
            )}
          </>
        )
      }
    >
      <div className="flex min-h-0 flex-1">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          {(!isPhone || isFiltering) && (
            <CalendarToolbar>
              {props.switches}
              <MineButton search={search} onSearch={onSearch} />
              <FilterChips search={search} onSearch={onSearch} filters={props.filters} phone={isPhone} />
              {props.hasMore && <span className="text-xs text-warning-fg">{t("calendar.more_than_shown")}</span>}
              {props.tools}
              <span className="ml-auto flex items-center gap-3">
                {props.notes}
                <ZoneNote zone={zone} day={day} />
              </span>
            </CalendarToolbar>
          )}
          {query.error && !isReady ? (
            <ErrorState error={query.error} title={t("calendar.failed")} onRetry={() => void query.refetch()} />
          ) : (
            <Calendar
              sources={props.sources}
              view={view}
              day={day}
              zone={zone}
              isPhone={isPhone}
              workingTimes={workingTimes}
              onDay={onDay}
              onOpenDay={(next) => go({ date: next, view: "day" })}
              onPlace={props.onPlace}
              onDraw={props.onDraw}
              onReceive={props.onReceive}
              empty={
                isReady ? (
                  <EmptyState {...empty} />
                ) : (
                  <div className="flex-1" role="status" aria-label={t("lists.loading")} />
                )
              }
            />
          )}
        </div>
        {props.aside}
      </div>
      {props.children}
    </Page>
  );
}

export function CalendarToolbar({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-[var(--shell-toolbar)] shrink-0 flex-wrap items-center gap-2 border-b py-1.5 pr-3 pl-[var(--shell-gutter)] max-[759px]:px-4">
      {children}
    </div>
  );
}
