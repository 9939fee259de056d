import { useTranslation } from "react-i18next";
import { type Ticket, tickets } from "@/api/resources";
import { useRowActions } from "@/components/data-table/row-actions";
import type { Reference } from "@/components/reference-picker";

export function ticketLabel(ticket: Ticket): string {
  return `#${ticket.number}`;
}

export function isDone(ticket: Ticket): boolean {
  return ticket.status === "Resolved" || ticket.status === "Closed";
}

/** The small changes that are made where a ticket stands, each with its undo. */
export function useTicketEdits() {
  const { t } = useTranslation();
  const actions = useRowActions(tickets);
  const said = (ticket: Ticket, field: string, value: string) =>
    t("tickets.set", { field, row: ticketLabel(ticket), value });
  return {
    ...actions,
    setStatus: (ticket: Ticket, status: Ticket["status"], label: string) =>
      actions.edit(ticket, { status }, { status }, said(ticket, t("tickets.status"), label)),
    setPriority: (ticket: Ticket, priority: Ticket["priority"], label: string) =>
      actions.edit(ticket, { priority }, { priority }, said(ticket, t("tickets.priority"), label)),
    setDue: (ticket: Ticket, date: string | null, words: string) =>
      actions.edit(
        ticket,
        { scheduled_date: date },
        // A booked time moves with its day; where to, the server says.
        { scheduled_date: date },
        said(ticket, t("tickets.due"), words),
      ),
    assign: (ticket: Ticket, person: Reference | null) =>
      actions.edit(
        ticket,
        { assigned_user_id: person?.id ?? null },
        { assigned_user_id: person?.id ?? null, assigned_user_name: person?.name ?? null },
        said(ticket, t("tickets.assigned"), person?.name ?? t("people.unassigned")),
      ),
  };
}
