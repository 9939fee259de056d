import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Event } from "@/api/events";
import { useTimeZone } from "@/api/session";
import { Avatar } from "@/components/ui/avatar";
import { addMinutes } from "@/lib/calendar";
import { cn } from "@/lib/classes";
import { formatTime, localDay } from "@/lib/format";
import { EventGlyphs, titleLook } from "./event-block";
import { eventLook } from "./event-look";
import { placementOf, words } from "./event-times";

/** An event in an agenda: all of it is its link. */
export function EventCard({ event }: { event: Event }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const at = placementOf(event);
  // The hour stands beside it, the day above.
  const isShort = at.allDay
    ? at.lastDay === undefined
    : localDay(at.start, zone) === localDay(addMinutes(at.end, -1), zone);
  const times = at.allDay
    ? t("calendar.all_day")
    : t("calendar.from_to", { start: formatTime(at.start, zone), end: formatTime(at.end, zone) });
  const when = isShort ? times : words(at, zone, t);
  return (
    <article className={cn("flex min-w-0 flex-col py-2 pr-3.5 pl-4", eventLook(event.type))}>
      <div className="flex items-center gap-1.5">
        <EventGlyphs event={event} className="size-3.5" />
        <h3 className={cn("min-w-0 flex-1 text-[15px] leading-[22px] font-medium", titleLook(event))}>
          <Link
            to="/calendar"
            search={(current) => ({ ...current, event: event.id })}
            className="[overflow-wrap:anywhere] after:absolute after:inset-0 hover:underline"
          >
            {event.title}
          </Link>
        </h3>
        {event.assigned_user_id && (
          <Avatar id={event.assigned_user_id} name={event.assigned_user_name ?? "?"} size="small" />
        )}
      </div>
      <p className="[overflow-wrap:anywhere] tabular-nums">
        {[when, event.contact_name, event.location].filter(Boolean).join(", ")}
      </p>
    </article>
  );
}
