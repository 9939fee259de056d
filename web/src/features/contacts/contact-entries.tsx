import { Link } from "@tanstack/react-router";
import {
  CalendarDays,
  CircleCheck,
  Globe,
  Lock,
  type LucideIcon,
  Package,
  Phone,
  RefreshCw,
  Ticket,
  UserRoundPlus,
} from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "@/api/contact-hub";
import { useTimeZone } from "@/api/session";
import { TimeOfDay } from "@/components/dates";
import { EnumText } from "@/components/enum-parts";
import { Money } from "@/components/money";
import { TimelineCard, TimelineLine, Words } from "@/components/timeline-entries";
import { Avatar } from "@/components/ui/avatar";
import { minutesBetween } from "@/lib/calendar";
import { cn } from "@/lib/classes";
import { formatDate, formatTime } from "@/lib/format";
import { NoteCard } from "./note-card";

export type Change = Extract<TimelineEntry, { kind: "changed" }>;
type Told = Exclude<TimelineEntry, Change>;
type EntryProps = { entry: Told; isLast: boolean; onEvent: (id: string) => void };

/** One thing that happened with a contact, by its kind. */
export function ContactEntry({ entry, isLast, onEvent }: EntryProps) {
  const { t } = useTranslation();
  const actor = entry.actor_name ?? t("history.system");
  switch (entry.kind) {
    case "created":
      return (
        <TimelineLine icon={UserRoundPlus} isLast={isLast}>
          <b>{actor}</b> {t("contact_hub.entered")} <TimeOfDay at={entry.at} />
        </TimelineLine>
      );
    case "note":
      return <NoteCard note={entry} isLast={isLast} />;
    case "comment":
      return (
        <TimelineCard
          face={<Avatar id={entry.actor_id ?? entry.id} name={actor} />}
          isLast={isLast}
          name={actor}
          isNote={entry.internal}
          hint={
            <>
              {entry.internal ? <Lock aria-hidden /> : <Globe aria-hidden />}
              <span className="shrink-0">
                {entry.internal ? t("conversation.internal") : t("conversation.public")} {t("contact_hub.said_on")}
              </span>
              <TicketLink entry={entry} />
            </>
          }
          at={<TimeOfDay at={entry.at} />}
        >
          <Words>{entry.body}</Words>
        </TimelineCard>
      );
    case "ticket_opened":
      return (
        <WorkLine icon={Ticket} entry={entry} isLast={isLast}>
          <TicketLink entry={entry} withTitle /> {entry.actor_name ? t("contact_hub.opened") : t("contact_hub.came_in")}
        </WorkLine>
      );
    case "ticket_resolved":
      return (
        <WorkLine
          icon={CircleCheck}
          entry={entry}
          isLast={isLast}
          className="text-success-fg"
          rest={t("contact_hub.resolved_after", { time: duration(minutesBetween(entry.opened_at, entry.at), t) })}
        >
          <TicketLink entry={entry} withTitle /> {t("contact_hub.resolved")}
        </WorkLine>
      );
    case "event":
      return <EventEntry entry={entry} isLast={isLast} onEvent={onEvent} />;
    case "service_sold":
      return (
        <WorkLine icon={Package} entry={entry} isLast={isLast}>
          <ServiceLink entry={entry} /> {t("contact_hub.sold")}{" "}
          <b>
            <Money amount={entry.amount} />
          </b>
        </WorkLine>
      );
    case "service_renewed":
      return (
        <WorkLine icon={RefreshCw} entry={entry} isLast={isLast}>
          <ServiceLink entry={entry} /> {t("contact_hub.renewed")} <b>{fullDate(entry.next_date)}</b>{" "}
          {t("contact_hub.for")}{" "}
          <b>
            <Money amount={entry.amount} />
          </b>
        </WorkLine>
      );
  }
}

type WorkLineProps = {
  icon: LucideIcon;
  entry: Told;
  isLast: boolean;
  className?: string;
  /** What stands between who did it and when. */
  rest?: string;
  children: ReactNode;
};

/** What was done for the contact, by whom and when. */
function WorkLine({ icon, entry, isLast, className, rest, children }: WorkLineProps) {
  const { t } = useTranslation();
  return (
    <TimelineLine icon={icon} isLast={isLast} className={className}>
      {children} {entry.actor_name && `${t("contact_hub.by", { name: entry.actor_name })} `}
      {rest && `${rest} `}
      <TimeOfDay at={entry.at} />
    </TimelineLine>
  );
}

/** A date in another year than today's is told with its year: so is every date here. */
function fullDate(date: string): string {
  return formatDate(date, "0000");
}

/** The two largest units say enough. */
function duration(minutes: number, t: (key: string, values: Record<string, unknown>) => string): string {
  const parts = { days: Math.floor(minutes / 1440), hours: Math.floor((minutes % 1440) / 60), minutes: minutes % 60 };
  const told = [
    parts.days > 0 && t("contact_hub.days", { days: parts.days }),
    parts.hours > 0 && t("contact_hub.hours", { hours: parts.hours }),
    parts.days === 0 && parts.minutes > 0 && t("contact_hub.minutes_long", { minutes: parts.minutes }),
  ].filter(Boolean);
  return told.join(" ") || t("contact_hub.minutes_long", { minutes: 1 });
}

type TicketEntry = { ticket_id: string; number: number; title: string };

function TicketLink({ entry, withTitle = false }: { entry: TicketEntry; withTitle?: boolean }) {
  return (
    <Link
      to="/tickets/$id"
      params={{ id: entry.ticket_id }}
      title={entry.title}
      className={cn("hover:underline", withTitle && "font-medium text-foreground")}
    >
      #{entry.number}
      {withTitle && ` ${entry.title}`}
    </Link>
  );
}

type ServiceEntry = { service_id: string; product_name: string; quantity: number };

function ServiceLink({ entry }: { entry: ServiceEntry }) {
  const { t } = useTranslation();
  return (
    <Link to="/services/$id" params={{ id: entry.service_id }} className="font-medium text-foreground hover:underline">
      {entry.quantity === 1
        ? entry.product_name
        : t("contact_hub.quantity", { name: entry.product_name, count: entry.quantity })}
    </Link>
  );
}

type EventEntryProps = EntryProps & { entry: Extract<TimelineEntry, { kind: "event" }> };

/** A call or a meeting: a line, or a card when something was noted of it. */
function EventEntry({ entry, isLast, onEvent }: EventEntryProps) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const isCall = entry.type === "Call";
  const Icon = isCall ? Phone : CalendarDays;
  const times = entry.all_day
    ? t("calendar.all_day")
    : isCall
      ? `${formatTime(entry.at, zone)}, ${duration(minutesBetween(entry.start_at, entry.end_at), t)}`
      : t("calendar.from_to", { start: formatTime(entry.at, zone), end: formatTime(entry.end_at, zone) });
  const title = (
    <button
      type="button"
      className="min-w-0 truncate rounded-xs text-left font-medium text-foreground hover:underline"
      aria-label={t("contact_hub.open_event", { title: entry.title })}
      onClick={() => onEvent(entry.id)}
    >
      {entry.title}
    </button>
  );
  const status = entry.status !== "Done" && <EnumText name="event_status" value={entry.status} className="text-xs" />;
  if (!entry.notes) {
    return (
      <TimelineLine icon={Icon} isLast={isLast}>
        <span className="inline-flex max-w-full flex-wrap items-center gap-x-1.5">
          {title}
          {entry.actor_name && <span>{entry.actor_name}</span>}
          {status}
          <span className="tabular-nums">{times}</span>
        </span>
      </TimelineLine>
    );
  }
  return (
    <TimelineCard
      face={
        <span className="grid size-7 place-items-center rounded-full bg-info-bg text-info-fg">
          <Icon className="size-3.5" aria-hidden />
        </span>
      }
      isLast={isLast}
      isNote={false}
      name={title}
      hint={
        <>
          <span className="truncate">{entry.actor_name}</span>
          {status}
        </>
      }
      at={<span className="tabular-nums">{times}</span>}
    >
      <Words>{entry.notes}</Words>
    </TimelineCard>
  );
}
