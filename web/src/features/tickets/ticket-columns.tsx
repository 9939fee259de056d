import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Ticket } from "@/api/resources";
import { useCan, useMe } from "@/api/session";
import type { BulkEdit, Column, FilterField, View } from "@/components/data-table/columns";
import { EnumCell, UserCell } from "@/components/data-table/editable-cells";
import { RowLink } from "@/components/data-table/row-link";
import { DueDate, Moment } from "@/components/dates";
import { EnumGlyph } from "@/components/enum-parts";
import { Avatar, NoAvatar } from "@/components/ui/avatar";
import { useMedia, wideWindow } from "@/lib/media";
import { DueTime } from "./due-time";
import { isDone, useTicketEdits } from "./ticket-edits";
import { isPriority, isStatus } from "./ticket-enums";

export const openStatuses = ["Open", "In Progress", "Waiting"];

export function useTicketColumns(): Column<Ticket>[] {
  const { t } = useTranslation();
  const canWrite = useCan("write_tickets");
  const edits = useTicketEdits();
  // Without a column of its own, the contact stands beside the subject.
  const folded = !useMedia(wideWindow);
  const priority = (ticket: Ticket, compact = false) => (
    <EnumCell
      name="ticket_priority"
      value={ticket.priority}
      label={t("help.priority")}
      shortcut="p"
      readOnly={!canWrite}
      compact={compact}
      onPick={(value, label) => isPriority(value) && void edits.setPriority(ticket, value, label)}
    />
  );
  return [
    {
      id: "number",
      label: t("tickets.number"),
      width: 66,
      sort: "number",
      cell: (ticket) => <span className="text-muted-foreground tabular-nums">{ticket.number}</span>,
    },
    {
      id: "title",
      label: t("tickets.subject"),
      sort: "title",
      fixed: true,
      cell: (ticket) => (
        <span className="flex min-w-0 items-center gap-2">
          {priority(ticket, true)}
          <RowLink to="/tickets/$id" params={{ id: ticket.id }}>
            {ticket.title}
          </RowLink>
          {folded && <span className="min-w-0 shrink-[999] truncate text-muted-foreground">{ticket.contact_name}</span>}
        </span>
      ),
    },
    {
      id: "contact_id",
      label: t("tickets.contact"),
      width: 184,
      wide: true,
      cell: (ticket) => <span className="text-muted-foreground">{ticket.contact_name}</span>,
    },
    {
      id: "status",
      label: t("tickets.status"),
      width: 140,
      sort: "status",
      cell: (ticket) => (
        <EnumCell
          name="ticket_status"
          value={ticket.status}
          label={t("help.status")}
          shortcut="s"
          readOnly={!canWrite}
          onPick={(value, label) => isStatus(value) && void edits.setStatus(ticket, value, label)}
        />
      ),
    },
    {
      id: "assigned_user_id",
      label: t("tickets.assigned"),
      width: 178,
      cell: (ticket) => (
        <UserCell
          value={
            ticket.assigned_user_id ? { id: ticket.assigned_user_id, name: ticket.assigned_user_name ?? "" } : null
          }
          label={t("help.assign")}
          shortcut="a"
          readOnly={!canWrite}
          onPick={(person) => void edits.assign(ticket, person)}
        />
      ),
    },
    {
      id: "priority",
      label: t("tickets.priority"),
      width: 128,
      wide: true,
      sort: "priority",
      cell: (ticket) => priority(ticket),
    },
    {
      id: "scheduled_date",
      label: t("tickets.due"),
      width: 126,
      sort: "scheduled_date",
      cell: (ticket) => <DueDate date={ticket.scheduled_date} closed={isDone(ticket)} />,
    },
    {
      id: "due_at",
      label: t("service_levels.due"),
      width: 126,
      sort: "due_at",
      cell: (ticket) => <DueTime ticket={ticket} />,
    },
    { id: "category", label: t("tickets.category"), width: 130, hidden: true, cell: (ticket) => ticket.category },
    { id: "location", label: t("tickets.location"), width: 180, hidden: true, cell: (ticket) => ticket.location },
    {
      id: "created_at",
      label: t("tickets.created"),
      width: 150,
      sort: "created_at",
      hidden: true,
      cell: (ticket) => <Moment at={ticket.created_at} />,
    },
    {
      id: "updated_at",
      label: t("tickets.updated"),
      width: 150,
      sort: "updated_at",
      hidden: true,
      cell: (ticket) => <Moment at={ticket.updated_at} />,
    },
  ];
}

export function useTicketFilters(): FilterField[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { key: "status", label: t("tickets.status"), kind: "enum", name: "ticket_status" },
      { key: "priority", label: t("tickets.priority"), kind: "enum", name: "ticket_priority" },
      { key: "assigned_user_id", label: t("tickets.assigned"), kind: "user", none: t("people.unassigned") },
      { key: "contact_id", label: t("tickets.contact"), kind: "contact", none: t("tickets.no_contact") },
      { key: "scheduled_date", label: t("tickets.due"), kind: "date" },
      { key: "due_state", label: t("service_levels.due"), kind: "enum", name: "due_state" },
      { key: "created_at", label: t("tickets.created"), kind: "instant" },
    ],
    [t],
  );
}

export function useTicketViews(): View[] {
  const { t } = useTranslation();
  const { user } = useMe();
  const status = openStatuses;
  return [
    { id: "mine", label: t("tickets.views.mine"), search: { status, assigned_user_id: [user.id] }, counted: true },
    { id: "open", label: t("tickets.views.open"), search: { status }, counted: true },
    {
      id: "unassigned",
      label: t("tickets.views.unassigned"),
      search: { status, assigned_user_id: ["null"] },
      counted: true,
    },
    { id: "overdue", label: t("tickets.views.overdue"), search: { status, scheduled_date: "overdue" }, counted: true },
    { id: "all", label: t("tickets.views.all"), search: {}, counted: true },
    { id: "trash", label: t("lists.trash"), search: { trash: "true" } },
  ];
}

type TicketPatch = { status?: Ticket["status"]; priority?: Ticket["priority"]; assigned_user_id?: string | null };

export function useTicketBulkEdits(): BulkEdit<TicketPatch>[] {
  const { t } = useTranslation();
  return [
    {
      id: "status",
      label: t("tickets.status"),
      keys: "s",
      kind: "enum",
      name: "ticket_status",
      patch: (value) => (isStatus(value) ? { status: value } : {}),
    },
    {
      id: "priority",
      label: t("tickets.priority"),
      keys: "p",
      kind: "enum",
      name: "ticket_priority",
      patch: (value) => (isPriority(value) ? { priority: value } : {}),
    },
    {
      id: "assigned_user_id",
      label: t("tickets.assigned"),
      keys: "a",
      kind: "user",
      none: t("people.unassigned"),
      patch: (value) => ({ assigned_user_id: value }),
    },
  ];
}

/** Two lines and four signs: what a person on the way needs. */
export function TicketPhoneRow({ ticket }: { ticket: Ticket }) {
  return (
    <Link to="/tickets/$id" params={{ id: ticket.id }} className="flex min-h-[68px] gap-2.5 px-4 py-[11px]">
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
  );
}
