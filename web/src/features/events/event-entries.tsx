import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Event, Renewal } from "@/api/events";
import { useCan } from "@/api/session";
import type { CalendarEntry } from "@/components/calendar/calendar-entry";
import { useLatest } from "@/components/use-latest";
import { EventBlock } from "./event-block";
import { EventCard } from "./event-card";
import { eventLook } from "./event-look";
import { EventPeek } from "./event-peek";
import { isOver, placementOf } from "./event-times";
import { RenewalBlock, RenewalCard, RenewalPeek, useRenewalTitle } from "./renewal-parts";
import { useEventActs } from "./use-event-acts";

/** Events as entries of a calendar. */
export function useEventEntries(items: readonly Event[] | undefined): CalendarEntry[] {
  const navigate = useNavigate();
  const canWrite = useCan("write_events");
  const acts = useLatest(useEventActs());
  return useMemo(
    () =>
      (items ?? []).map((event): CalendarEntry => {
        const at = placementOf(event);
        return {
          id: event.id,
          label: event.title,
          start: at.allDay ? at.day : at.start,
          end: at.allDay ? (at.lastDay ?? null) : at.end,
          allDay: at.allDay,
          className: isOver(event) ? `${eventLook(event.type)} saturate-50` : eventLook(event.type),
          person: event.assigned_user_name?.split(" ")[0],
          content: (room) => <EventBlock event={event} room={room} />,
          peek: <EventPeek event={event} />,
          open: () => void navigate({ to: "/calendar", search: (current) => ({ ...current, event: event.id }) }),
          card: () => <EventCard event={event} />,
          move: canWrite ? (to) => void acts.current.move(event, to) : undefined,
        };
      }),
    [items, canWrite, navigate, acts],
  );
}

/** Renewals as entries of a calendar: days, which stay where they are. */
export function useRenewalEntries(items: readonly Renewal[] | undefined): CalendarEntry[] {
  const navigate = useNavigate();
  const title = useRenewalTitle();
  return useMemo(
    () =>
      (items ?? []).map(
        (renewal): CalendarEntry => ({
          id: `renewal ${renewal.id} ${renewal.renewal_date}`,
          label: title(renewal),
          start: renewal.renewal_date,
          end: null,
          allDay: true,
          className: "renewal-block",
          content: () => <RenewalBlock renewal={renewal} />,
          peek: <RenewalPeek renewal={renewal} />,
          open: () => void navigate({ to: "/services/$id", params: { id: renewal.id } }),
          card: () => <RenewalCard renewal={renewal} />,
        }),
      ),
    [items, navigate, title],
  );
}
