import type { CalendarOptions } from "@fullcalendar/react";
import { createElement } from "react";

function dayClass(name: string, info: { isToday: boolean; dow: number }): string {
  const isWeekend = info.dow === 0 || info.dow === 6;
  return [name, info.isToday && "calendar-today", isWeekend && "calendar-weekend"].filter(Boolean).join(" ");
}

/** FullCalendar's parts by the names of our own style sheet: it brings no look of its own. */
export const gridTheme = {
  viewClass: "calendar-view",
  tableHeaderClass: "calendar-head",
  dayHeaderClass: (info) => dayClass("calendar-day-head", info),
  dayHeaderAlign: "start",
  // The whole date is the link's name, which must hold every letter that stands in it: so the weekday is drawn, not written.
  dayHeaderContent: (info) =>
    info.hasNavLink
      ? createElement("span", { "data-weekday": info.weekdayText }, createElement("b", null, info.dayNumberText))
      : info.text,
  dayHeaderDividerClass: "calendar-divider",
  dayCellClass: (info) =>
    info.isOther ? `${dayClass("calendar-cell", info)} calendar-other` : dayClass("calendar-cell", info),
  dayCellTopInnerClass: "calendar-cell-number",
  dayLaneClass: (info) => dayClass("calendar-lane", info),
  dayLaneInnerClass: "calendar-lane-inner",
  slotLaneClass: (info) => (info.isMinor ? "calendar-slot calendar-slot-half" : "calendar-slot"),
  slotHeaderClass: "calendar-hour",
  slotHeaderInnerClass: "calendar-hour-text",
  slotHeaderFormat: { hour: "2-digit", minute: "2-digit" },
  allDayHeaderClass: "calendar-all-day",
  allDayHeaderInnerClass: "calendar-all-day-text",
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
