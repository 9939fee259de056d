import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Ticket } from "@/api/resources";
import { useCan, useMe } from "@/api/session";
import { type ViewCounts, viewCountsQuery } from "@/api/ticket-counts";
import type { BulkEdit, Column, FilterField, View } from "@/components/data-table/columns";
import { DateCell, EnumCell, UserCell } from "@/components/data-table/editable-cells";
import { RowLink } from "@/components/data-table/row-link";
import { Moment } from "@/components/dates";
import type { Address } from "@/lib/address";
import { useMedia, wideWindow } from "@/lib/media";
import { DueTime } from "./due-time";
import { isDone, useTicketEdits } from "./ticket-edits";
import { isPriority, isStatus } from "./ticket-enums";

const openStatuses = ["Open", "In Progress", "Waiting"];

/** With a row beside the list there is less room: names shrink to faces, the contact stands beside the subject. */
export function useTicketColumns(isPeeking: boolean): Column<Ticket>[] {
  const { t } = useTranslation();
  const canWrite = useCan("write_tickets");
  const edits = useTicketEdits();
  // Without a column of its own, the contact stands beside the subject.
  const folded = !useMedia(wideWindow) || isPeeking;
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
      width: 170,
      wide: true,
      cell: (ticket) => <span className="text-muted-foreground">{ticket.contact_name}</span>,
    },
    {
      id: "status",
      label: t("tickets.status"),
      width: 152,
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
      width: isPeeking ? 92 : 172,
      cell: (ticket) => (
        <UserCell
          compact={isPeeking}
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
      // Its glyph stands before the subject.
      hidden: true,
      sort: "priority",
      cell: (ticket) => priority(ticket),
    },
    {
      id: "scheduled_date",
      label: t("tickets.due"),
      width: 118,
      sort: "scheduled_date",
      cell: (ticket) => (
        <DateCell
          value={ticket.scheduled_date}
          closed={isDone(ticket)}
          label={t("tickets.set_due")}
          none={t("tickets.no_due")}
          shortcut="d"
          readOnly={!canWrite}
          onPick={(date, words) => void edits.setDue(ticket, date, words)}
        />
      ),
    },
    {
      id: "due_at",
      label: t("service_levels.due"),
      width: 118,
      wide: true,
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
      { key: "overdue", label: t("dates.overdue"), kind: "flag", yes: t("history.yes"), no: t("history.no") },
      { key: "created_at", label: t("tickets.created"), kind: "instant" },
    ],
    [t],
  );
}

export function useTicketViews(): View[] {
  const { t } = useTranslation();
  const { user } = useMe();
  const { data } = useQuery(viewCountsQuery);
  const status = openStatuses;
  const view = (id: "mine" | "open" | "unassigned" | "overdue", count: keyof ViewCounts, search: Address) => ({
    id,
    label: t(`tickets.views.${id}`),
    search,
    count: countOf(data, count),
    empty: { title: t(`tickets.empty.${id}_title`), text: t(`tickets.empty.${id}_text`) },
  });
  return [
    view("mine", "my", { status, assigned_user_id: [user.id] }),
    view("open", "open", { status }),
    view("unassigned", "unassigned", { status, assigned_user_id: ["null"] }),
    view("overdue", "overdue", { overdue: "true", sort: "due_at" }),
    { id: "all", label: t("tickets.views.all"), search: {}, count: countOf(data, "all") },
    { id: "trash", label: t("lists.trash"), search: { trash: "true" } },
  ];
}

function countOf(counts: ViewCounts | null | undefined, name: keyof ViewCounts): View["count"] {
  const total = counts?.[name];
  return typeof total === "number" ? { total, capped: counts?.capped.includes(name) ?? false } : undefined;
}

type TicketPatch = {
  status?: Ticket["status"];
  priority?: Ticket["priority"];
  assigned_user_id?: string | null;
  scheduled_date?: string | null;
};

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
    {
      id: "scheduled_date",
      label: t("tickets.due"),
      keys: "d",
      kind: "date",
      none: t("tickets.no_due"),
      patch: (value) => ({ scheduled_date: value }),
    },
  ];
}
