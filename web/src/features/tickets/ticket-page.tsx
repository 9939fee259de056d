import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Check, Ellipsis, Mail, MapPin, Pencil, Phone, RotateCcw, Trash2, UserRound } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { choiceOf, useEnum } from "@/api/meta";
import { contacts, type Ticket, tickets } from "@/api/resources";
import { useCan, useTimeZone } from "@/api/session";
import { addressLines, mapLink } from "@/components/addresses";
import { EnumCell, UserCell } from "@/components/data-table/editable-cells";
import { DueDate, Moment } from "@/components/dates";
import { EnumBadge, EnumGlyph } from "@/components/enum-parts";
import { Fact, Facts, Page, RailCard, SectionTitle } from "@/components/page";
import { RecordFaces, RecordLayout } from "@/components/record";
import { ContactName, UserName } from "@/components/reference-name";
import { Timeline } from "@/components/timeline";
import { Avatar } from "@/components/ui/avatar";
import { Button, buttonVariants } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import { formatDate, formatDateTime, formatTime, localDay, todayIn } from "@/lib/format";
import { useHotkeys } from "@/lib/hotkeys";
import { TicketAnswers } from "./ticket-answers";
import { openStatuses } from "./ticket-columns";
import { isDone, ticketLabel, useTicketEdits } from "./ticket-edits";
import { isPriority, isStatus } from "./ticket-enums";
import { ticketLabels } from "./ticket-form";

type TicketPageProps = {
  id: string;
  /** What another feature knows of when it comes back. */
  series: (ticket: Ticket) => ReactNode;
  children?: ReactNode;
};

export function TicketPage({ id, series, children }: TicketPageProps) {
  const { t } = useTranslation();
  const query = useQuery(tickets.one(id));
  const parent = { label: t("tickets.title"), link: { to: "/tickets" } };
  return (
    <RecordFaces query={query} parent={parent}>
      {(ticket) => (
        <Page title={ticketLabel(ticket)} parent={parent} actions={<TicketActions ticket={ticket} />}>
          <RecordLayout
            fields={<TicketFacts ticket={ticket} series={series(ticket)} />}
            timeline={<TicketTimeline ticket={ticket} />}
            rail={ticket.contact_id && <ContactRail ticket={ticket} id={ticket.contact_id} />}
          >
            <TicketBody ticket={ticket} />
          </RecordLayout>
          {children}
        </Page>
      )}
    </RecordFaces>
  );
}

function TicketActions({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const canWrite = useCan("write_tickets");
  const edits = useTicketEdits();
  const statuses = useEnum("ticket_status");
  const navigate = useNavigate();
  const edit = () => void navigate({ to: "/tickets/$id/edit", params: { id: ticket.id } });
  const click = (key: string) => document.querySelector<HTMLElement>(`[data-shortcut="${key}"]`)?.click();
  useHotkeys({ e: edit, s: () => click("s"), p: () => click("p"), a: () => click("a") }, canWrite);
  if (!canWrite) return null;
  const next = isDone(ticket) ? "Open" : "Resolved";
  return (
    <>
      <Menu>
        <MenuTrigger render={<Button variant="ghost" size="icon" aria-label={t("actions.more")} />}>
          <Ellipsis aria-hidden />
        </MenuTrigger>
        <MenuContent align="end">
          <MenuItem
            destructive
            onClick={async () => {
              if (await edits.remove(ticket, ticketLabel(ticket))) await navigate({ to: "/tickets" });
            }}
          >
            <Trash2 className="size-4" aria-hidden />
            {t("actions.delete")}
          </MenuItem>
        </MenuContent>
      </Menu>
      <Link to="/tickets/$id/edit" params={{ id: ticket.id }} className={buttonVariants()}>
        <Pencil aria-hidden />
        {t("actions.edit")}
      </Link>
      <Button variant="primary" onClick={() => void edits.setStatus(ticket, next, choiceOf(statuses, next).label)}>
        {isDone(ticket) ? <RotateCcw aria-hidden /> : <Check aria-hidden />}
        {isDone(ticket) ? t("tickets.reopen") : t("tickets.resolve")}
      </Button>
    </>
  );
}

function useBooked(ticket: Ticket): string | null {
  const zone = useTimeZone();
  const { scheduled_start: start, scheduled_end: end } = ticket;
  if (!start) return null;
  if (!end) return formatDateTime(start, zone);
  const sameDay = localDay(start, zone) === localDay(end, zone);
  return `${formatDateTime(start, zone)} – ${sameDay ? formatTime(end, zone) : formatDateTime(end, zone)}`;
}

function TicketFacts({ ticket, series }: { ticket: Ticket; series: ReactNode }) {
  const { t } = useTranslation();
  const canWrite = useCan("write_tickets");
  const edits = useTicketEdits();
  const zone = useTimeZone();
  const booked = useBooked(ticket);
  const assigned = ticket.assigned_user_id
    ? { id: ticket.assigned_user_id, name: ticket.assigned_user_name ?? "" }
    : null;
  return (
    <>
      <SectionTitle>{t("tickets.section_ticket")}</SectionTitle>
      <Facts>
        <Fact label={t("tickets.status")}>
          <EnumCell
            name="ticket_status"
            value={ticket.status}
            label={t("help.status")}
            shortcut="s"
            readOnly={!canWrite}
            onPick={(value, label) => isStatus(value) && void edits.setStatus(ticket, value, label)}
          />
        </Fact>
        <Fact label={t("tickets.priority")}>
          <EnumCell
            name="ticket_priority"
            value={ticket.priority}
            label={t("help.priority")}
            shortcut="p"
            readOnly={!canWrite}
            onPick={(value, label) => isPriority(value) && void edits.setPriority(ticket, value, label)}
          />
        </Fact>
        <Fact label={t("tickets.assigned")}>
          <UserCell
            value={assigned}
            label={t("help.assign")}
            shortcut="a"
            readOnly={!canWrite}
            onPick={(person) => void edits.assign(ticket, person)}
          />
        </Fact>
        <Fact label={t("tickets.category")}>{ticket.category ?? <Nothing />}</Fact>
        <Fact label={t("tickets.location")}>{ticket.location ?? <Nothing />}</Fact>
      </Facts>
      <div className="my-1 h-px shrink-0 bg-border" />
      <SectionTitle>{t("tickets.section_schedule")}</SectionTitle>
      <Facts>
        <Fact label={t("tickets.due")}>
          <DueDate date={ticket.scheduled_date} closed={isDone(ticket)} />
        </Fact>
        {booked && (
          <Fact label={t("tickets.booked")}>
            <span className="tabular-nums">{booked}</span>
          </Fact>
        )}
        <Fact label={t("settings.time_zone")}>{zone}</Fact>
      </Facts>
      {series}
      <div className="my-1 h-px shrink-0 bg-border" />
      <Facts>
        <Fact label={t("tickets.created")}>
          <Moment at={ticket.created_at} />
        </Fact>
        {ticket.closed_at && (
          <Fact label={t("tickets.closed")}>
            <Moment at={ticket.closed_at} />
          </Fact>
        )}
      </Facts>
    </>
  );
}

function Nothing() {
  const { t } = useTranslation();
  return <span className="text-muted-foreground">{t("tickets.no_location")}</span>;
}

function TicketBody({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="mb-2 flex flex-wrap gap-1.5 min-[760px]:hidden">
        <EnumBadge name="ticket_status" value={ticket.status} />
        <EnumBadge name="ticket_priority" value={ticket.priority} />
      </div>
      <h2 className="text-xl font-semibold title-tracking [overflow-wrap:anywhere]">{ticket.title}</h2>
      {ticket.description ? (
        <p className="mt-1.5 max-w-[64ch] text-base whitespace-pre-wrap [overflow-wrap:anywhere]">
          {ticket.description}
        </p>
      ) : (
        <p className="mt-1.5 text-base text-muted-foreground">{t("tickets.no_description")}</p>
      )}
      <TicketAnswers ticket={ticket} />
    </>
  );
}

function TicketTimeline({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const canWrite = useCan("write_tickets");
  const zone = useTimeZone();
  const statuses = useEnum("ticket_status");
  const priorities = useEnum("ticket_priority");
  const words = (field: string, value: unknown): ReactNode => {
    const text = String(value);
    if (field === "status") return choiceOf(statuses, text).label;
    if (field === "priority") return choiceOf(priorities, text).label;
    if (field === "scheduled_date") return formatDate(text, todayIn(zone));
    if (field === "scheduled_start" || field === "scheduled_end") return formatDateTime(text, zone);
    if (field === "assigned_user_id") return <UserName id={text} />;
    if (field === "contact_id") return <ContactName id={text} />;
    return text;
  };
  return <Timeline resource={tickets} id={ticket.id} labels={ticketLabels(t)} words={words} canUndo={canWrite} />;
}

function ContactRail({ ticket, id }: { ticket: Ticket; id: string }) {
  const { t } = useTranslation();
  const { data: contact } = useQuery(contacts.one(id));
  const open = useQuery(tickets.some({ contact_id: [id], status: openStatuses }, 6));
  const others = (open.data?.items ?? []).filter((other) => other.id !== ticket.id);
  const address = contact?.addresses?.find((one) => one.is_primary) ?? contact?.addresses?.[0];
  return (
    <>
      <section className="rounded-lg border bg-card p-3.5">
        <div className="flex items-center gap-3">
          <Avatar id={id} name={ticket.contact_name ?? ""} size="large" shape="company" />
          <h2 className="min-w-0 font-semibold">
            <Link
              to="/contacts/$id"
              params={{ id }}
              className="line-clamp-3 text-base [overflow-wrap:anywhere] hover:underline"
            >
              {ticket.contact_name}
            </Link>
          </h2>
        </div>
        {contact && (
          <ul className="mt-3 flex flex-col gap-1 [&_a]:text-link [&_a:hover]:underline [&_li]:flex [&_li]:min-h-7 [&_li]:items-center [&_li]:gap-2.5 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted-foreground">
            {contact.primary_contact && (
              <li>
                <UserRound strokeWidth={1.6} aria-hidden />
                {contact.primary_contact}
              </li>
            )}
            {contact.phone && (
              <li>
                <Phone strokeWidth={1.6} aria-hidden />
                <a href={`tel:${contact.phone}`} className="tabular-nums">
                  {contact.phone}
                </a>
              </li>
            )}
            {contact.email && (
              <li>
                <Mail strokeWidth={1.6} aria-hidden />
                <a href={`mailto:${contact.email}`} className="min-w-0 [overflow-wrap:anywhere]">
                  {contact.email}
                </a>
              </li>
            )}
            {address && addressLines(address).length > 0 && (
              <li>
                <MapPin strokeWidth={1.6} aria-hidden />
                <a href={mapLink(address)} target="_blank" rel="noreferrer">
                  {addressLines(address).join(", ")}
                </a>
              </li>
            )}
          </ul>
        )}
      </section>
      {others.length > 0 && (
        <RailCard title={t("tickets.open_of_contact")} count={others.length}>
          <ul>
            {others.map((other) => (
              <li key={other.id}>
                <Link
                  to="/tickets/$id"
                  params={{ id: other.id }}
                  className="flex min-h-[30px] items-center gap-2 rounded-xs hover:underline"
                >
                  <EnumGlyph name="ticket_status" value={other.status} />
                  <span className="text-muted-foreground tabular-nums">#{other.number}</span>
                  <span className="min-w-0 truncate">{other.title}</span>
                </Link>
              </li>
            ))}
          </ul>
        </RailCard>
      )}
    </>
  );
}
