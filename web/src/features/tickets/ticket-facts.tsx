import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Ticket } from "@/api/resources";
import { useCan, useTimeZone } from "@/api/session";
import { EnumCell, UserCell } from "@/components/data-table/editable-cells";
import { DueDate, Moment } from "@/components/dates";
import { Fact, Facts, FactsLine, SectionTitle } from "@/components/page";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { formatDate, formatDateTime, formatTime, localDay, todayIn } from "@/lib/format";
import { ServiceLevel } from "./service-level";
import { TicketAnswers } from "./ticket-answers";
import { isDone, useTicketEdits } from "./ticket-edits";
import { isPriority, isStatus } from "./ticket-enums";

/** The fields of a ticket, each changed where it stands. `series` says when it comes back. */
export function TicketFacts({ ticket, series }: { ticket: Ticket; series: ReactNode }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const booked = useBooked(ticket);
  const field = (name: keyof Ticket) => `${ticket.id}/${name}`;
  return (
    <>
      <SectionTitle>{t("tickets.section_ticket")}</SectionTitle>
      <Facts>
        <Fact label={t("tickets.status")} field={field("status")}>
          <StatusFact ticket={ticket} />
        </Fact>
        <Fact label={t("tickets.priority")} field={field("priority")}>
          <PriorityFact ticket={ticket} />
        </Fact>
        <Fact label={t("tickets.assigned")} field={field("assigned_user_id")}>
          <AssigneeFact ticket={ticket} />
        </Fact>
        <Fact label={t("tickets.category")} field={field("category")}>
          {ticket.category ?? <Nothing />}
        </Fact>
        <Fact label={t("tickets.location")} field={field("location")}>
          {ticket.location ?? <Nothing />}
        </Fact>
      </Facts>
      <FactsLine />
      <SectionTitle>{t("tickets.section_schedule")}</SectionTitle>
      <Facts>
        <Fact label={t("tickets.due")} field={field("scheduled_date")}>
          <DueFact ticket={ticket} />
        </Fact>
        {booked && (
          <Fact label={t("tickets.booked")} field={field("scheduled_start")}>
            <span className="tabular-nums">{booked}</span>
          </Fact>
        )}
        <Fact label={t("settings.time_zone")}>{zone}</Fact>
      </Facts>
      {series}
      <ServiceLevel ticket={ticket} />
      <TicketAnswers ticket={ticket} />
      <FactsLine />
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

function useBooked(ticket: Ticket): string | null {
  const zone = useTimeZone();
  const { scheduled_start: start, scheduled_end: end } = ticket;
  if (!start) return null;
  if (!end) return formatDateTime(start, zone);
  const sameDay = localDay(start, zone) === localDay(end, zone);
  return `${formatDateTime(start, zone)} – ${sameDay ? formatTime(end, zone) : formatDateTime(end, zone)}`;
}

export function StatusFact({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const edits = useTicketEdits();
  return (
    <EnumCell
      name="ticket_status"
      value={ticket.status}
      label={t("help.status")}
      shortcut="s"
      readOnly={!useCan("write_tickets")}
      onPick={(value, label) => isStatus(value) && void edits.setStatus(ticket, value, label)}
    />
  );
}

export function PriorityFact({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const edits = useTicketEdits();
  return (
    <EnumCell
      name="ticket_priority"
      value={ticket.priority}
      label={t("help.priority")}
      shortcut="p"
      readOnly={!useCan("write_tickets")}
      onPick={(value, label) => isPriority(value) && void edits.setPriority(ticket, value, label)}
    />
  );
}

export function AssigneeFact({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const edits = useTicketEdits();
  const { assigned_user_id: id, assigned_user_name: name } = ticket;
  return (
    <UserCell
      value={id ? { id, name: name ?? "" } : null}
      label={t("help.assign")}
      shortcut="a"
      readOnly={!useCan("write_tickets")}
      onPick={(person) => void edits.assign(ticket, person)}
    />
  );
}

export function DueFact({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const canWrite = useCan("write_tickets");
  const edits = useTicketEdits();
  const today = todayIn(useTimeZone());
  const [open, setOpen] = useState(false);
  const [date, setDate] = useState("");
  const face = <DueDate date={ticket.scheduled_date} closed={isDone(ticket)} />;
  if (!canWrite) return face;
  const save = (next: string | null) => {
    setOpen(false);
    if (next === ticket.scheduled_date) return;
    void edits.setDue(ticket, next, next ? formatDate(next, today) : t("dates.none"));
  };
  return (
    <Popover
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        setDate(ticket.scheduled_date ?? "");
      }}
    >
      <PopoverTrigger
        render={
          <Button variant="quiet" className="-ml-1.5 h-7 justify-start px-1.5 font-normal pointer-coarse:px-1.5" />
        }
        data-shortcut="d"
        aria-description={t("tickets.set_due")}
      >
        {face}
      </PopoverTrigger>
      <PopoverContent className="w-60 p-3">
        <form
          className="flex flex-col gap-2.5"
          onSubmit={(event) => {
            event.preventDefault();
            save(date || null);
          }}
        >
          <Input
            type="date"
            aria-label={t("tickets.due")}
            value={date}
            min="1900-01-01"
            max="2199-12-31"
            autoFocus
            onChange={(event) => setDate(event.target.value)}
          />
          <div className="flex justify-end gap-2">
            {ticket.scheduled_date && <Button onClick={() => save(null)}>{t("tickets.no_due")}</Button>}
            <Button type="submit" variant="primary">
              {t("actions.save")}
            </Button>
          </div>
        </form>
      </PopoverContent>
    </Popover>
  );
}
