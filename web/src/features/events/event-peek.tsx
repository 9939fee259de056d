import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Bell, Check, Clock, CornerUpRight, Download, MapPin, Pencil, Repeat, Undo2, UsersRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Event, eventFile, eventSeries } from "@/api/events";
import { useCan, useTimeZone } from "@/api/session";
import { mapSearch } from "@/components/addresses";
import { EnumBadge, EnumText } from "@/components/enum-parts";
import { Person } from "@/components/person";
import { ruleWords } from "@/components/repeat/rule-words";
import { Button, buttonVariants } from "@/components/ui/button";
import { placementOf, words } from "./event-times";
import { reminderWords } from "./reminders";
import { useEventActs } from "./use-event-acts";

/** An event at a glance, and what is done with it most. */
export function EventPeek({ event }: { event: Event }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const canWrite = useCan("write_events");
  return (
    <article aria-label={event.title}>
      <div className="flex flex-col gap-2.5 p-3.5">
        <div className="flex items-center gap-3">
          {event.type ? <EnumText name="event_type" value={event.type} /> : t("events.untyped")}
          <EnumBadge name="event_status" value={event.status} />
        </div>
        <h2 className="text-base font-semibold [overflow-wrap:anywhere]">{event.title}</h2>
        <ul className="flex flex-col gap-1.5 [&_li]:flex [&_li]:items-start [&_li]:gap-2 [&_li>svg]:mt-0.5 [&_li>svg]:size-4 [&_li>svg]:shrink-0 [&_li>svg]:text-muted-foreground">
          <li className="tabular-nums">
            <Clock strokeWidth={1.6} aria-hidden />
            {words(placementOf(event), zone, t)}
          </li>
          {event.series_id && <SeriesLine id={event.series_id} />}
          {event.contact_id && (
            <li>
              <UsersRound strokeWidth={1.6} aria-hidden />
              <Link to="/contacts/$id" params={{ id: event.contact_id }} className="text-link hover:underline">
                {event.contact_name}
              </Link>
            </li>
          )}
          {event.location && (
            <li>
              <MapPin strokeWidth={1.6} aria-hidden />
              <a
                href={mapSearch(event.location)}
                target="_blank"
                rel="noreferrer"
                className="text-link [overflow-wrap:anywhere] hover:underline"
              >
                {event.location}
              </a>
            </li>
          )}
          {event.reminder_minutes !== null && (
            <li>
              <Bell strokeWidth={1.6} aria-hidden />
              {reminderWords(event.reminder_minutes, t)}
            </li>
          )}
          <li>
            <Person id={event.assigned_user_id} name={event.assigned_user_name} />
          </li>
        </ul>
        {event.notes && <p className="line-clamp-6 whitespace-pre-line [overflow-wrap:anywhere]">{event.notes}</p>}
      </div>
      <div className="flex flex-wrap items-center gap-2 border-t px-3.5 py-2.5">
        {canWrite && (
          <Link
            to="/calendar"
            search={(current) => ({ ...current, event: event.id })}
            className={buttonVariants({ variant: "primary" })}
          >
            <Pencil aria-hidden />
            {t("events.edit")}
          </Link>
        )}
        <EventActs event={event} />
      </div>
    </article>
  );
}

/** Done, followed up, and as a file: what peek and panel both offer. */
export function EventActs({ event }: { event: Event }) {
  const { t } = useTranslation();
  const canWrite = useCan("write_events");
  const acts = useEventActs();
  const isDone = event.status === "Done";
  return (
    <>
      {canWrite && (
        <>
          <Button onClick={() => void acts.setDone(event, !isDone)}>
            {isDone ? <Undo2 aria-hidden /> : <Check aria-hidden />}
            {isDone ? t("events.reopen") : t("events.done")}
          </Button>
          <Link
            to="/calendar/new"
            search={(current) => ({ ...current, follows: event.id })}
            className={buttonVariants()}
          >
            <CornerUpRight aria-hidden />
            {t("events.follow_up")}
          </Link>
        </>
      )}
      <a
        href={eventFile(event.id)}
        download
        aria-label={t("events.file")}
        title={t("events.file")}
        className={buttonVariants({ variant: "ghost", size: "icon" })}
      >
        <Download aria-hidden />
      </a>
    </>
  );
}

function SeriesLine({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data: series } = useQuery({ ...eventSeries.one(id), retry: false });
  if (!series) return null;
  return (
    <li>
      <Repeat strokeWidth={1.6} aria-hidden />
      {ruleWords(series.rrule, series.starts_on, t)}
    </li>
  );
}
