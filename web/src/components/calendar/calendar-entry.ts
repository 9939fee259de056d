import type { ReactNode } from "react";
import { addMinutes, touchesDay } from "@/lib/calendar";

/** When something is: whole days, or from one instant to another. Without a last day it is one. */
export type Placement = { allDay: true; day: string; lastDay?: string } | { allDay: false; start: string; end: string };

/** One thing in a calendar. What it is made of, its source knows; the calendar knows when it is and how it is moved. */
export type CalendarEntry = {
  /** Unique among all sources. */
  id: string;
  /** What a screen reader says of it, without the time. */
  label: string;
  /** An instant, or a day when it takes the whole day. */
  start: string;
  /** An instant, or the last of several whole days. */
  end: string | null;
  allDay: boolean;
  /** The look of its edge and ground: shape by kind, colour by state. */
  className: string;
  /** What stands in its block, given the room. */
  content: (room: EntryRoom) => ReactNode;
  /** What opens beside it when it is pressed. */
  peek: ReactNode;
  /** Goes to its own page. */
  open: () => void;
  /** How it stands in an agenda. `isNext` is what is going on, or comes next. */
  card: (card: { isNext: boolean }) => ReactNode;
  /** Without it the entry stays where it is. */
  move?: ((to: Placement) => void) | undefined;
  /** Who is written into the tag while it is dragged. */
  person?: string | undefined;
};

/** When an entry is over, for what has times. */
export function endOfEntry({ start, end }: CalendarEntry): string {
  return end ?? addMinutes(start, 60);
}

export function isOnDay(entry: CalendarEntry, day: string, zone: string): boolean {
  if (entry.allDay) return entry.start <= day && day <= (entry.end ?? entry.start);
  return touchesDay(entry.start, endOfEntry(entry), day, zone);
}

/** `time` is empty for what takes the whole day; short blocks have one line. How wide it is, the block asks its container. */
export type EntryRoom = { time: string; isShort: boolean };

/** Things of one kind: bookings, events, renewals. */
export type CalendarSource = { id: string; entries: readonly CalendarEntry[] };
