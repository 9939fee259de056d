import FullCalendar, {
  type CalendarApi,
  type CalendarOptions,
  type CalendarRef,
  type EventApi,
  type EventDisplayInfo,
  type EventInput,
} from "@fullcalendar/react";
import dayGrid from "@fullcalendar/react/daygrid";
import interaction from "@fullcalendar/react/interaction";
import timeGrid from "@fullcalendar/react/timegrid";
import "@fullcalendar/react/skeleton.css";
import "./calendar-grid.css";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type CalendarView, namingDay } from "@/lib/calendar";
import { addDays, formatDate, formatTime, localDay, todayIn } from "@/lib/format";
import type { WorkingTime } from "@/lib/working-times";
import type { CalendarEntry, CalendarSource, Placement } from "./calendar-entry";
import { gridTheme } from "./calendar-theme";

export type GridProps = {
  sources: readonly CalendarSource[];
  view: Exclude<CalendarView, "agenda">;
  day: string;
  zone: string;
  workingTimes: readonly WorkingTime[];
  /** The head of a day was pressed, or what has no room in it. */
  onOpenDay: (day: string) => void;
  /** A place was pressed where nothing is. */
  onPlace?: ((at: Placement) => void) | undefined;
  /** A stretch was drawn where nothing is; without it nothing can be drawn. */
  onDraw?: ((at: Placement) => void) | undefined;
  /** Something from outside, such as a tray, was dropped. */
  onReceive?: ((id: string, at: Placement) => void) | undefined;
  onPress: (entry: CalendarEntry, element: HTMLElement) => void;
};

const views = { day: "timeGridDay", "work-week": "workWeek", week: "timeGridWeek", month: "dayGridMonth" } as const;
const plugins = [dayGrid, timeGrid, interaction];
const hour = 3_600_000;

type Span = { start: Date | null; end: Date | null; startStr: string; endStr: string; allDay: boolean };

function placementOf(event: Span): Placement {
  if (event.allDay) {
    const day = event.startStr.slice(0, 10);
    // FullCalendar names the day after the last.
    const last = event.endStr === "" ? day : addDays(event.endStr.slice(0, 10), -1);
    return last > day ? { allDay: true, day, lastDay: last } : { allDay: true, day };
  }
  const start = event.start ?? new Date(0);
  const end = event.end ?? new Date(start.getTime() + hour);
  return { allDay: false, start: start.toISOString(), end: end.toISOString() };
}

function isEntry(value: unknown): value is CalendarEntry {
  return typeof value === "object" && value !== null && "content" in value;
}

function entryOf(event: EventApi): CalendarEntry | null {
  const entry: unknown = event.extendedProps.entry;
  return isEntry(entry) ? entry : null;
}

/** Month, week, work week and day: the hours and days themselves. What lies in them comes from the sources. */
export function CalendarGrid(props: GridProps) {
  const { sources, view, day, zone, workingTimes, onPlace, onDraw, onReceive } = props;
  const { t } = useTranslation();
  const calendar = useRef<CalendarRef>(null);
  // FullCalendar keeps its own copy of what was dragged: a new round gives it the sources' truth again.
  const [round, setRound] = useState(0);
  const cancelled = useDragCancel();
  const events = useMemo(() => toEvents(sources, round), [sources, round]);
  // FullCalendar tells of a press by key as of one by mouse.
  const lastKey = useRef("");
  const again = () => setRound((last) => last + 1);

  useEffect(() => {
    const api: CalendarApi | undefined = calendar.current?.getApi();
    // Its views are changed through its own hands; outside of React's rendering, since it renders at once.
    if (api) queueMicrotask(() => api.changeView(views[view], day));
  }, [view, day]);

  const moved = ({ event }: { event: EventApi }) => {
    const entry = entryOf(event);
    if (entry?.move && !cancelled.current) entry.move(placementOf(event));
    again();
  };

  const options: CalendarOptions = {
    ...gridTheme,
    plugins,
    initialView: views[view],
    initialDate: day,
    timeZone: zone,
    locale: navigator.language,
    firstDay: 1,
    headerToolbar: false,
    height: "100%",
    views: { workWeek: { type: "timeGridWeek", hiddenDays: [0, 6] } },
    events,
    editable: true,
    droppable: onReceive !== undefined,
    selectable: onDraw !== undefined,
    selectMirror: true,
    selectMinDistance: 4,
    unselectAuto: true,
    eventResizableFromStart: false,
    longPressDelay: 300,
    dragRevertDuration: 0,
    snapDuration: "00:15:00",
    slotDuration: "00:30:00",
    slotHeaderInterval: "01:00:00",
    slotMinHeight: 28,
    // An hour is 56 px high: what is shorter has one line.
    eventShortHeight: 48,
    eventMinHeight: 22,
    scrollTime: "07:30:00",
    scrollTimeReset: false,
    nowIndicator: true,
    // Side by side: none lies on another.
    slotEventOverlap: false,
    allDayText: t("calendar.all_day"),
    businessHours: workingTimes.length > 0 ? [...workingTimes] : false,
    forceEventDuration: true,
    defaultTimedEventDuration: "01:00:00",
    fixedWeekCount: false,
    dayMaxEvents: true,
    moreLinkText: (count) => t("calendar.more", { count }),
    moreLinkClick: (info) => {
      props.onOpenDay(dayOf(info.date, zone));
      return undefined;
    },
    navLinks: true,
    navLinkDayClick: (date) => props.onOpenDay(dayOf(date, zone)),
    eventContent: (info) => <EventContent info={info} zone={zone} />,
    eventClass: (info) => eventClass(info),
    eventClick: (info) => {
      info.jsEvent.preventDefault();
      const entry = entryOf(info.event);
      if (!entry) return;
      if (lastKey.current === "Enter") entry.open();
      else props.onPress(entry, info.el);
    },
    eventDrop: moved,
    eventResize: moved,
    eventReceive: (info) => {
      const at = placementOf(info.event);
      const { id } = info.event;
      info.revert();
      if (!cancelled.current) onReceive?.(id, at);
    },
    dateClick: (info) => {
      if (!onPlace) return;
      if (info.allDay) onPlace({ allDay: true, day: info.dateStr.slice(0, 10) });
      else
        onPlace({
          allDay: false,
          start: info.date.toISOString(),
          end: new Date(info.date.getTime() + hour).toISOString(),
        });
    },
    select: (info) => {
      const at = placementOf(info);
      calendar.current?.getApi().unselect();
      if (!cancelled.current) onDraw?.(at);
    },
  };
  return (
    <div
      className="calendar-grid min-h-0 flex-1"
      data-view={view}
      data-page={namingDay(view, day)}
      onKeyDownCapture={({ key }) => {
        lastKey.current = key;
      }}
      onPointerDownCapture={() => {
        lastKey.current = "";
      }}
    >
      <FullCalendar ref={calendar} {...options} />
    </div>
  );
}

function dayOf(date: Date, zone: string): string {
  return localDay(date.toISOString(), zone);
}

function toEvents(sources: readonly CalendarSource[], round: number): EventInput[] {
  return sources.flatMap((source) =>
    source.entries.map((entry) => ({
      id: entry.id,
      title: entry.label,
      start: entry.start,
      ...(entry.end !== null && { end: entry.allDay ? addDays(entry.end, 1) : entry.end }),
      allDay: entry.allDay,
      editable: entry.move !== undefined,
      extendedProps: { entry, round },
    })),
  );
}

function eventClass(info: EventDisplayInfo): string {
  const entry = entryOf(info.event);
  const given: unknown = info.event.extendedProps.look;
  const look = entry?.className ?? (typeof given === "string" ? given : "calendar-drawn");
  const isHeld = info.isMirror && (info.isDragging || info.isResizing);
  return ["calendar-event", look, isHeld && "calendar-held"].filter(Boolean).join(" ");
}

/** "Wed 25 Nov 15:00 to 16:30, Sam": what a drop would mean, while it is still in the hand. */
function EventContent({ info, zone }: { info: EventDisplayInfo; zone: string }) {
  const { t } = useTranslation();
  const entry = entryOf(info.event);
  const at = placementOf(info.event);
  const today = todayIn(zone);
  const time = at.allDay
    ? formatDate(at.day, today)
    : t("calendar.from_to", { start: formatTime(at.start, zone), end: formatTime(at.end, zone) });
  const when = at.allDay ? time : `${formatDate(localDay(at.start, zone), today)} ${time}`;
  const given: unknown = info.event.extendedProps.person;
  const person = entry?.person ?? (typeof given === "string" ? given : undefined);
  return (
    <>
      {entry ? (
        entry.content({
          time: at.allDay ? "" : time,
          isShort: info.isShort || at.allDay || info.view.type === views.month,
        })
      ) : (
        <span className="block truncate font-medium">{info.event.title || t("calendar.new")}</span>
      )}
      {info.isMirror && (
        <span className="calendar-tag" role="status">
          {person ? `${when}, ${person}` : when}
        </span>
      )}
    </>
  );
}

/** Escape lets go of what is dragged and leaves it where it was. */
function useDragCancel() {
  const cancelled = useRef(false);
  useEffect(() => {
    const onPointerDown = () => {
      cancelled.current = false;
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || !document.querySelector(".calendar-tag")) return;
      event.preventDefault();
      event.stopPropagation();
      cancelled.current = true;
      document.dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
    };
    document.addEventListener("pointerdown", onPointerDown, { capture: true });
    document.addEventListener("keydown", onKeyDown, { capture: true });
    return () => {
      document.removeEventListener("pointerdown", onPointerDown, { capture: true });
      document.removeEventListener("keydown", onKeyDown, { capture: true });
    };
  }, []);
  return cancelled;
}
