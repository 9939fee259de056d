import type { CalendarOptions } from "@fullcalendar/react";
import { createElement } from "react";

/** FullCalendar's parts by the names of our own style sheet: it brings no look of its own. */
export const gridTheme = {
  viewClass: "calendar-view",
  tableHeaderClass: "calendar-head",
  dayHeaderClass: (info) => (info.isToday ? "calendar-day-head calendar-today" : "calendar-day-head"),
  dayHeaderAlign: "start",
  dayHeaderContent: (info) => [
    createElement("span", { key: "weekday" }, info.weekdayText || info.text),
    info.dayNumberText && createElement("b", { key: "number" }, info.dayNumberText),
  ],
  dayHeaderDividerClass: "calendar-divider",
  dayCellClass: (info) =>
    ["calendar-cell", info.isOther && "calendar-other", info.isToday && "calendar-today"].filter(Boolean).join(" "),
  dayCellTopInnerClass: "calendar-cell-number",
  dayLaneClass: (info) => (info.isToday ? "calendar-lane calendar-today" : "calendar-lane"),
  dayLaneInnerClass: "calendar-lane-inner",
  slotLaneClass: (info) => (info.isMinor ? "calendar-slot calendar-slot-half" : "calendar-slot"),
  slotHeaderClass: "calendar-hour",
  slotHeaderInnerClass: "calendar-hour-text",
  slotHeaderFormat: { hour: "2-digit", minute: "2-digit" },
  allDayHeaderClass: "calendar-all-day",
  allDayDividerClass: "calendar-divider",
  nonBusinessHoursClass: "calendar-off",
  highlightClass: "calendar-drawing",
  nowIndicatorLineClass: "calendar-now",
  nowIndicatorDotClass: "calendar-now-dot",
  nowIndicatorHeaderClass: "calendar-now-head",
  columnEventClass: "calendar-column-event",
  columnEventInnerClass: "calendar-event-inner",
  columnEventAfterClass: (info) => (info.isEndResizable ? "calendar-resize" : ""),
  rowEventClass: "calendar-row-event",
  rowEventInnerClass: "calendar-event-inner",
  listItemEventClass: "calendar-row-event",
  listItemEventInnerClass: "calendar-event-inner",
  moreLinkClass: "calendar-more",
  navLinkClass: "calendar-nav",
  eventDisplay: "block",
} satisfies CalendarOptions;
