import { Link } from "@tanstack/react-router";
import { CalendarDays, Check, RotateCcw, UserRound } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { choiceOf, useEnum } from "@/api/meta";
import type { Ticket } from "@/api/resources";
import { useCan } from "@/api/session";
import { DateMenu } from "@/components/date-menu";
import { EnumGlyph } from "@/components/enum-parts";
import { ReferencePicker } from "@/components/reference-picker";
import { Avatar, NoAvatar } from "@/components/ui/avatar";
import { cn } from "@/lib/classes";
import { DueTime } from "./due-time";
import { isDone, useTicketEdits } from "./ticket-edits";

/** Two lines and four signs: what a person on the way needs. A swipe to the left brings what they do most. */
export function TicketPhoneRow({ ticket }: { ticket: Ticket }) {
  const canWrite = useCan("write_tickets");
  return (
    <div
      data-swipe
      className="relative flex snap-x snap-mandatory overflow-x-auto overscroll-x-contain [scrollbar-width:none]"
    >
      <Link
        to="/tickets/$id"
        params={{ id: ticket.id }}
        className="flex min-h-[68px] w-full shrink-0 snap-start gap-2.5 px-4 py-[11px]"
      >
        <span className="pt-1">
          <EnumGlyph name="ticket_status" value={ticket.status} className="size-4" />
        </span>
        <span className="flex min-w-0 flex-1 flex-col">
          <span className="flex items-center gap-1.5">
            <span className="min-w-0 flex-1 truncate text-[15px] leading-[22px] font-medium">{ticket.title}</span>
            {ticket.assigned_user_id ? (
              <Avatar id={ticket.assigned_user_id} name={ticket.assigned_user_name ?? ""} size="small" />
            ) : (
              <NoAvatar />
            )}
          </span>
          <span className="mt-[3px] flex items-center gap-1.5 text-muted-foreground">
            <EnumGlyph name="ticket_priority" value={ticket.priority} />
            <span className="tabular-nums">#{ticket.number}</span>
            <span className="min-w-0 flex-1 truncate">{ticket.contact_name}</span>
            {ticket.due_state && !isDone(ticket) && <DueTime ticket={ticket} />}
          </span>
        </span>
      </Link>
      {canWrite && <SwipeActions ticket={ticket} />}
    </div>
  );
}

const action =
  "flex w-[84px] shrink-0 flex-col items-center justify-center gap-1 text-[13px] font-medium [&_svg]:size-5 last:snap-end";

function SwipeActions({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const edits = useTicketEdits();
  const statuses = useEnum("ticket_status");
  const next = isDone(ticket) ? "Open" : "Resolved";
  const button = (className: string): ReactElement => (
    <button type="button" className={cn(action, className)} aria-description={`#${ticket.number}`} />
  );
  const { assigned_user_id: id, assigned_user_name: name } = ticket;
  return (
    <>
      <ReferencePicker
        kind="user"
        label={t("tickets.swipe.assign")}
        value={id ? { id, name: name ?? "" } : null}
        none={t("people.unassigned")}
        onPick={(person) => void edits.assign(ticket, person)}
        trigger={button("bg-muted shadow-[inset_4px_0_6px_-4px_var(--border-strong)]")}
      >
        <UserRound strokeWidth={1.6} aria-hidden />
        {t("tickets.swipe.assign")}
      </ReferencePicker>
      <DateMenu
        label={t("tickets.due")}
        value={ticket.scheduled_date}
        none={t("tickets.no_due")}
        onPick={(date, words) => void edits.setDue(ticket, date, words)}
        trigger={button("bg-secondary")}
      >
        <CalendarDays strokeWidth={1.6} aria-hidden />
        {t("tickets.swipe.date")}
      </DateMenu>
      <button
        type="button"
        className={cn(action, "bg-primary text-primary-foreground")}
        aria-description={`#${ticket.number}`}
        onClick={() => void edits.setStatus(ticket, next, choiceOf(statuses, next).label)}
      >
        {isDone(ticket) ? <RotateCcw aria-hidden /> : <Check aria-hidden />}
        {isDone(ticket) ? t("tickets.reopen") : t("tickets.resolve")}
      </button>
    </>
  );
}
