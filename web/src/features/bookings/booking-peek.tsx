import { Link } from "@tanstack/react-router";
import { CalendarX, Clock, MapPin, Move, TriangleAlert, UsersRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Booking } from "@/api/bookings";
import { useTimeZone } from "@/api/session";
import { mapSearch } from "@/components/addresses";
import { EnumBadge } from "@/components/enum-parts";
import { Person } from "@/components/person";
import { Button, buttonVariants } from "@/components/ui/button";
import { placementOf, words } from "./booking-times";

type PeekProps = {
  booking: Booking;
  /** What the same person has then, too. */
  doubles: readonly Booking[];
  onMove?: (() => void) | undefined;
  onUnbook?: (() => void) | undefined;
};

/** A booking at a glance, and every act that a drag can do. */
export function BookingPeek({ booking, doubles, onMove, onUnbook }: PeekProps) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  return (
    <article aria-label={`#${booking.number} ${booking.title}`}>
      <div className="flex flex-col gap-2.5 p-3.5">
        <div className="flex items-center gap-2">
          <span className="text-muted-foreground tabular-nums">#{booking.number}</span>
          <EnumBadge name="ticket_status" value={booking.status} />
          <EnumBadge name="ticket_priority" value={booking.priority} />
        </div>
        <h2 className="text-base font-semibold [overflow-wrap:anywhere]">
          <Link to="/tickets/$id" params={{ id: booking.id }} className="hover:underline">
            {booking.title}
          </Link>
        </h2>
        <ul className="flex flex-col gap-1.5 [&_li]:flex [&_li]:items-start [&_li]:gap-2 [&_li>svg]:mt-0.5 [&_li>svg]:size-4 [&_li>svg]:shrink-0 [&_li>svg]:text-muted-foreground">
          <li className="tabular-nums">
            <Clock strokeWidth={1.6} aria-hidden />
            {words(placementOf(booking), zone, t)}
          </li>
          {booking.contact_id && (
            <li>
              <UsersRound strokeWidth={1.6} aria-hidden />
              <Link to="/contacts/$id" params={{ id: booking.contact_id }} className="text-link hover:underline">
                {booking.contact_name}
              </Link>
            </li>
          )}
          {booking.location && (
            <li>
              <MapPin strokeWidth={1.6} aria-hidden />
              <a
                href={mapSearch(booking.location)}
                target="_blank"
                rel="noreferrer"
                className="text-link hover:underline"
              >
                {booking.location}
              </a>
            </li>
          )}
          <li>
            <Person id={booking.assigned_user_id} name={booking.assigned_user_name} />
          </li>
        </ul>
        {doubles.map((other) => (
          <p
            key={other.id}
            className="flex items-start gap-1.5 rounded-sm bg-destructive-bg px-2 py-1.5 text-xs text-destructive-fg"
          >
            <TriangleAlert className="mt-px size-3.5 shrink-0" aria-hidden />
            {t("bookings.double_with", { number: other.number, title: other.title })}
          </p>
        ))}
      </div>
      <div className="flex flex-wrap items-center gap-2 border-t px-3.5 py-2.5">
        <Link to="/tickets/$id" params={{ id: booking.id }} className={buttonVariants({ variant: "primary" })}>
          {t("bookings.open")}
        </Link>
        {onMove && (
          <Button onClick={onMove}>
            <Move aria-hidden />
            {t("bookings.move")}
          </Button>
        )}
        {onUnbook && (
          <Button
            variant="ghost"
            size="icon"
            aria-label={t("bookings.unbook")}
            title={t("bookings.unbook")}
            onClick={onUnbook}
          >
            <CalendarX aria-hidden />
          </Button>
        )}
      </div>
    </article>
  );
}
