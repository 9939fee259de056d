import { useQuery } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import { type ReactNode, useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { eventsQuery, renewalsInRange } from "@/api/events";
import { useCan } from "@/api/session";
import type { CalendarSource, Placement } from "@/components/calendar/calendar-entry";
import { CalendarPage } from "@/components/calendar/calendar-page";
import type { FilterField } from "@/components/data-table/columns";
import type { ListSearch } from "@/components/data-table/list-search";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Tooltip } from "@/components/ui/tooltip";
import { all, first } from "@/lib/address";
import { type CalendarView, daysOf, instantsOf } from "@/lib/calendar";
import { addDays } from "@/lib/format";
import { usePhone } from "@/lib/media";
import { useEventEntries, useRenewalEntries } from "./event-entries";
import { ImportDialog } from "./import-dialog";
import { useHomeZone } from "./use-event-acts";

/** A kind of things that the calendar may show besides events. */
type Other = { source: CalendarSource; more: boolean; dialog: ReactNode };

type EventsPageProps = {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
  /** Where the calendar stands, as its address says. */
  view: CalendarView;
  day: string;
  zone: string;
  /** Bookings, where the reader may see them. */
  bookings: Other | undefined;
  /** A place was pressed or drawn on the grid: a new event for then. */
  onCreate: (at: Placement) => void;
  children?: ReactNode;
};

/** Which sources the address leaves out. */
export function isShown(search: ListSearch, source: string): boolean {
  return !all(search.without).includes(source);
}

/** One calendar for the day: events, and beside them bookings and renewals. */
export function EventsPage(props: EventsPageProps) {
  const { search, onSearch, view, day, zone, bookings, onCreate, children } = props;
  const { t } = useTranslation();
  const isPhone = usePhone();
  const canWrite = useCan("write_events");
  const [isImporting, setImporting] = useState(false);
  // A phone shows a week of dots above one day.
  const range = useRange(isPhone ? "week" : view, day, zone);
  const filters = useMemo(
    () => ({
      assigned_user_id: search.assigned_user_id,
      type: search.type,
      status: search.status,
      contact_id: search.contact_id,
    }),
    [search.assigned_user_id, search.type, search.status, search.contact_id],
  );
  const withEvents = isShown(search, "events");
  // While another week is read, the one before stays.
  const found = useQuery({
    ...eventsQuery(range.instants, filters),
    enabled: withEvents,
    placeholderData: (before) => before,
  });
  const withRenewals = useCan("read_services") && isShown(search, "renewals");
  const { days } = range;
  const renewals = useQuery({
    ...renewalsInRange(days.first, addDays(days.last, 1), first(search.contact_id)),
    enabled: withRenewals && first(search.contact_id) !== "null",
    placeholderData: (before) => before,
  });
  const entries = useEventEntries(withEvents ? found.data?.items : undefined);
  const renewing = useRenewalEntries(withRenewals ? renewals.data?.items : undefined);
  const booked = bookings?.source;
  const sources = useMemo(
    () => [{ id: "renewals", entries: renewing }, ...(booked ? [booked] : []), { id: "events", entries }],
    [entries, renewing, booked],
  );
  const filterFields = useFilterFields();
  const more = (withEvents && found.data?.more) || bookings?.more || renewals.data?.more;
  return (
    <CalendarPage
      search={search}
      onSearch={onSearch}
      view={view}
      day={day}
      zone={zone}
      sources={sources}
      filters={filterFields}
      query={found}
      isReady={found.data !== undefined || !withEvents}
      empty={{ title: t("events.empty_title"), text: t("events.empty_text") }}
      hasMore={more ?? false}
      onPlace={canWrite ? onCreate : undefined}
      onDraw={canWrite ? onCreate : undefined}
      actions={
        canWrite && (
          <Tooltip content={t("events.import_title")}>
            <Button
              variant="ghost"
              size="icon"
              aria-label={t("events.import_title")}
              onClick={() => setImporting(true)}
            >
              <FileUp aria-hidden />
            </Button>
          </Tooltip>
        )
      }
      create={canWrite ? { to: "/calendar/new", label: t("events.new") } : undefined}
      switches={<Sources search={search} onSearch={onSearch} withBookings={bookings !== undefined} />}
      tools={
        isPhone &&
        canWrite && (
          <Button size="small" onClick={() => setImporting(true)}>
            <FileUp aria-hidden />
            {t("events.import_title")}
          </Button>
        )
      }
    >
      {bookings?.dialog}
      {isImporting && <ImportDialog onClose={() => setImporting(false)} />}
      {children}
    </CalendarPage>
  );
}

/** What is asked for: a day more at both ends, where the days of the organisation begin at other times than the reader's. */
function useRange(view: CalendarView, day: string, zone: string) {
  const home = useHomeZone();
  return useMemo(() => {
    const days = daysOf(view, day);
    const asked = home === zone ? days : { first: addDays(days.first, -1), last: addDays(days.last, 1) };
    return { days, instants: instantsOf(asked, zone) };
  }, [view, day, zone, home]);
}

function useFilterFields(): FilterField[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { key: "assigned_user_id", label: t("events.person"), kind: "user", none: t("people.unassigned") },
      { key: "type", label: t("events.type"), kind: "enum", name: "event_type" },
      { key: "status", label: t("events.status"), kind: "enum", name: "event_status" },
      { key: "contact_id", label: t("events.contact"), kind: "contact", none: t("events.no_contact") },
    ],
    [t],
  );
}

type SourcesProps = { search: ListSearch; onSearch: (search: ListSearch) => void; withBookings: boolean };

/** Each source with its switch; the address keeps which are off. */
function Sources({ search, onSearch, withBookings }: SourcesProps) {
  const { t } = useTranslation();
  const withRenewals = useCan("read_services");
  const labels = {
    events: t("events.source_events"),
    bookings: t("events.source_bookings"),
    renewals: t("events.source_renewals"),
  };
  const has = { events: true, bookings: withBookings, renewals: withRenewals };
  const sources = (["events", "bookings", "renewals"] as const).filter((source) => has[source]);
  const off = all(search.without);
  const toggle = (source: string, on: boolean) => {
    const next = on ? off.filter((one) => one !== source) : [...off, source];
    onSearch({ ...search, without: next.length === 0 ? undefined : next });
  };
  return (
    <fieldset className="flex flex-wrap gap-2" aria-label={t("events.sources")}>
      {sources.map((source) => (
        <SourceSwitch
          key={source}
          label={labels[source]}
          isOn={isShown(search, source)}
          onChange={(on) => toggle(source, on)}
        />
      ))}
    </fieldset>
  );
}

function SourceSwitch({ label, isOn, onChange }: { label: string; isOn: boolean; onChange: (on: boolean) => void }) {
  const id = useId();
  return (
    <span className="inline-flex h-[26px] items-center rounded-sm border border-border-strong bg-card text-xs font-medium pointer-coarse:h-11">
      <Checkbox id={id} checked={isOn} onCheckedChange={onChange} className="ml-[7px]" />
      <label htmlFor={id} className="flex h-full items-center pr-[9px] pl-[7px]">
        {label}
      </label>
    </span>
  );
}
