import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check, MapPin, Phone } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Booking } from "@/api/bookings";
import { Problem } from "@/api/problem";
import { contacts, tickets } from "@/api/resources";
import { useCan, useTimeZone } from "@/api/session";
import { mapSearch } from "@/components/addresses";
import { EnumGlyph } from "@/components/enum-parts";
import { explain } from "@/components/explain";
import { tellFailure } from "@/components/toasts";
import { Avatar, NoAvatar } from "@/components/ui/avatar";
import { Button, buttonVariants } from "@/components/ui/button";
import { useUndoable } from "@/components/use-undo";
import { cn } from "@/lib/classes";
import { formatTime } from "@/lib/format";
import { endOf } from "./booking-times";

type CardProps = { booking: Booking; look: string; isNext: boolean; isDouble: boolean };

/** A booking in an agenda. What comes next, or was tapped, offers to call, to find the way and to start. */
export function BookingCard({ booking, look, isNext, isDouble }: CardProps) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const [isOpen, setOpen] = useState(false);
  const isWide = isNext || isOpen;
  const { scheduled_start: start } = booking;
  return (
    <article className={cn("stub flex min-w-0 flex-col px-3.5 py-2.5", look, isDouble && "calendar-double")}>
      <div className="flex items-center gap-1.5 text-xs text-muted-foreground tabular-nums">
        <EnumGlyph name="ticket_status" value={booking.status} />
        <span>#{booking.number}</span>
        {start && (
          <span className="ml-1">
            {t("calendar.from_to", { start: formatTime(start, zone), end: formatTime(endOf(booking), zone) })}
          </span>
        )}
        <span className="ml-auto">
          {booking.assigned_user_id ? (
            <Avatar id={booking.assigned_user_id} name={booking.assigned_user_name ?? "?"} size="small" />
          ) : (
            <NoAvatar />
          )}
        </span>
      </div>
      <h3 className="mt-px text-[15px] leading-[22px] font-medium [overflow-wrap:anywhere]">
        <Link to="/tickets/$id" params={{ id: booking.id }} className="hover:underline">
          {booking.title}
        </Link>
      </h3>
      <button
        type="button"
        aria-expanded={isWide}
        disabled={isNext}
        onClick={() => setOpen(!isOpen)}
        className="min-h-6 text-left text-muted-foreground [overflow-wrap:anywhere] pointer-coarse:min-h-8"
      >
        {[booking.location, booking.contact_name].filter(Boolean).join(", ") || t("bookings.no_contact")}
      </button>
      {isWide && <CardActions booking={booking} />}
    </article>
  );
}

function CardActions({ booking }: { booking: Booking }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const canWrite = useCan("write_tickets");
  const { data: contact } = useQuery({
    ...contacts.one(booking.contact_id ?? ""),
    enabled: booking.contact_id !== null,
  });
  const button = "h-11 flex-1 text-base";
  const start = async () => {
    try {
      const { changeSet } = await tickets.update(queries, booking, { status: "In Progress" });
      undoable(t("bookings.started", { row: `#${booking.number}` }), changeSet);
    } catch (error) {
      void tickets.refresh(queries);
      const stale = error instanceof Problem && error.status === 412;
      tellFailure(stale ? t("edits.put_back_stale") : t("edits.put_back", { reason: explain(error, t) }));
    }
  };
  return (
    <div className="mt-2.5 flex gap-2">
      {contact?.phone && (
        <a href={`tel:${contact.phone}`} className={buttonVariants({ className: button })}>
          <Phone aria-hidden />
          {t("bookings.call")}
        </a>
      )}
      {booking.location && (
        <a
          href={mapSearch(booking.location)}
          target="_blank"
          rel="noreferrer"
          className={buttonVariants({ className: button })}
        >
          <MapPin aria-hidden />
          {t("bookings.map")}
        </a>
      )}
      {canWrite && (booking.status === "Open" || booking.status === "Waiting") && (
        <Button variant="primary" className={button} onClick={() => void start()}>
          <Check aria-hidden />
          {t("bookings.start")}
        </Button>
      )}
    </div>
  );
}
