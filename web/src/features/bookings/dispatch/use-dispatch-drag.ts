import {
  draggable,
  dropTargetForElements,
  monitorForElements,
} from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { autoScrollForElements } from "@atlaskit/pragmatic-drag-and-drop-auto-scroll/element";
import { type RefObject, useEffect, useRef, useState } from "react";
import type { Booking } from "@/api/bookings";
import type { Placement } from "@/components/calendar/calendar-entry";
import type { Reference } from "@/components/reference-picker";
import { personOf } from "../booking-parts";

/** What is in the hand. `grabbed` is how much of its width lies before the pointer, from 0 to 1. */
export type Held = { booking: Booking; at: Placement; grabbed: number };
/** Where it would land: whose row, and when. */
export type Landing = { person: Reference | null; at: Placement };
type Data = Record<string | symbol, unknown>;

const kind = "dispatch";

function heldOf(data: Data): Held | null {
  return data.kind === kind && isHeld(data.held) ? data.held : null;
}

function isHeld(value: unknown): value is Held {
  return typeof value === "object" && value !== null && "booking" in value && "grabbed" in value;
}

function landingOf(targets: readonly { data: Data }[]): Landing | null {
  const landing = targets[0]?.data.landing;
  return isLanding(landing) ? landing : null;
}

function isLanding(value: unknown): value is Landing {
  return typeof value === "object" && value !== null && "person" in value && "at" in value;
}

/** Lets an element be taken into the hand. */
export function useHeld(element: RefObject<HTMLElement | null>, held: Omit<Held, "grabbed"> | null): boolean {
  const [isHeld, setHeld] = useState(false);
  const latest = useRef(held);
  latest.current = held;
  const canDrag = held !== null;
  useEffect(() => {
    if (!element.current || !canDrag) return;
    return draggable({
      element: element.current,
      getInitialData: ({ input, element: taken }) => {
        const box = taken.getBoundingClientRect();
        return { kind, held: { ...latest.current, grabbed: (input.clientX - box.left) / box.width } };
      },
      onDragStart: () => setHeld(true),
      onDrop: () => setHeld(false),
    });
  }, [element, canDrag]);
  return isHeld;
}

/** Lets something be dropped on an element; `land` says where it lands when the pointer is there. */
export function useLanding(
  element: RefObject<HTMLElement | null>,
  land: (held: Held, clientX: number, box: DOMRect) => Landing,
): void {
  const latest = useRef(land);
  latest.current = land;
  useEffect(() => {
    if (!element.current) return;
    return dropTargetForElements({
      element: element.current,
      canDrop: ({ source }) => heldOf(source.data) !== null,
      getData: ({ input, source, element: target }) => {
        const held = heldOf(source.data);
        return held ? { landing: latest.current(held, input.clientX, target.getBoundingClientRect()) } : {};
      },
    });
  }, [element]);
}

/** What is in the hand and where it would land; tells when it was dropped somewhere else than it was. */
export function useDispatchDrag(
  scroller: HTMLElement | null,
  onDrop: (held: Held, landing: Landing) => void,
): { held: Held; landing: Landing } | null {
  const [over, setOver] = useState<{ held: Held; landing: Landing } | null>(null);
  const latest = useRef(onDrop);
  latest.current = onDrop;
  useEffect(() => {
    if (!scroller) return;
    return autoScrollForElements({ element: scroller, canScroll: ({ source }) => heldOf(source.data) !== null });
  }, [scroller]);
  useEffect(
    () =>
      monitorForElements({
        canMonitor: ({ source }) => heldOf(source.data) !== null,
        onDrag: ({ source, location }) => {
          const [held, landing] = [heldOf(source.data), landingOf(location.current.dropTargets)];
          setOver((now) => (isSame(now?.landing ?? null, landing) ? now : held && landing ? { held, landing } : null));
        },
        onDrop: ({ source, location }) => {
          setOver(null);
          const [held, landing] = [heldOf(source.data), landingOf(location.current.dropTargets)];
          if (!held || !landing) return;
          const from = { person: personOf(held.booking), at: held.at };
          const isNew = held.booking.scheduled_date === "";
          if (isNew || !isSame(from, landing)) latest.current(held, landing);
        },
      }),
    [],
  );
  return over;
}

function isSame(one: Landing | null, other: Landing | null): boolean {
  if (one === null || other === null) return one === other;
  return one.person?.id === other.person?.id && whenOf(one.at) === whenOf(other.at);
}

function whenOf(at: Placement): string {
  return at.allDay ? at.day : `${Date.parse(at.start)} ${Date.parse(at.end)}`;
}
