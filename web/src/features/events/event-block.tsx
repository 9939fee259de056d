import { Repeat } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Event } from "@/api/events";
import type { EntryRoom } from "@/components/calendar/calendar-entry";
import { EnumGlyph } from "@/components/enum-parts";
import { cn } from "@/lib/classes";

/** Its type's shape, and its state unless it is simply planned. */
export function EventGlyphs({ event, className }: { event: Event; className?: string }) {
  const { t } = useTranslation();
  return (
    <>
      <EnumGlyph name="event_type" value={event.type ?? "Other"} className={cn("size-3", className)} />
      {event.status !== "Planned" && (
        <EnumGlyph name="event_status" value={event.status} className={cn("size-3", className)} />
      )}
      {event.series_id && <Repeat className="size-3 shrink-0" aria-label={t("repeat.repeats")} />}
    </>
  );
}

export function titleLook(event: Event): string {
  return event.status === "Cancelled" ? "line-through" : "";
}

/** What stands on an event in the grid: one line when it is short, else title, time and with whom. */
export function EventBlock({ event, room }: { event: Event; room: EntryRoom }) {
  if (room.isShort) {
    return (
      <span className="@container block min-w-0 pl-1">
        <span className="flex min-w-0 items-center gap-1 leading-4">
          <EventGlyphs event={event} />
          <span className={cn("min-w-0 flex-1 truncate font-medium", titleLook(event))}>{event.title}</span>
          <span className="shrink-0 @max-[84px]:hidden">{room.time.split(" ")[0]}</span>
        </span>
      </span>
    );
  }
  return (
    <span className="@container block h-full min-w-0 pl-1">
      <span className="flex h-full min-w-0 flex-col gap-px overflow-hidden leading-[15px]">
        <span className="flex min-h-0 min-w-0 shrink-0 items-start gap-1 @max-[72px]:shrink @max-[72px]:flex-col">
          <span className="mt-px flex shrink-0 gap-1">
            <EventGlyphs event={event} />
          </span>
          <b
            className={cn(
              "line-clamp-3 min-w-0 font-medium [overflow-wrap:break-word] @max-[72px]:line-clamp-6 @max-[48px]:block @max-[48px]:min-h-0 @max-[48px]:shrink @max-[48px]:truncate @max-[48px]:[writing-mode:vertical-rl]",
              titleLook(event),
            )}
          >
            {event.title}
          </b>
        </span>
        <span className="shrink-0 truncate @max-[72px]:hidden">{room.time}</span>
        <span className="truncate @max-[72px]:hidden">{event.contact_name ?? event.location}</span>
      </span>
    </span>
  );
}
