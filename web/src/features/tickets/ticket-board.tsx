import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { choiceOf, useEnum } from "@/api/meta";
import { type Ticket, tickets } from "@/api/resources";
import { useCan } from "@/api/session";
import { type LaneKey, laneCountsQuery } from "@/api/ticket-counts";
import { Board, type Lane } from "@/components/board/board";
import { DueDate } from "@/components/dates";
import { EnumGlyph } from "@/components/enum-parts";
import { Avatar, NoAvatar } from "@/components/ui/avatar";
import { Glyph } from "@/components/ui/glyphs";
import type { Address } from "@/lib/address";
import { DueTime } from "./due-time";
import { isDone, ticketLabel, useTicketEdits } from "./ticket-edits";
import { isPriority, isStatus } from "./ticket-enums";

type TicketBoardProps = {
  by: LaneKey;
  query: Address;
  phone: boolean;
  peeked: string | undefined;
  onPeek: (id: string) => void;
};

/** Tickets as cards in lanes, by how far they are, how urgent, or whose. */
export function TicketBoard({ by, query, phone, peeked, onPeek }: TicketBoardProps) {
  const canWrite = useCan("write_tickets");
  const edits = useTicketEdits();
  const navigate = useNavigate();
  const lanes = useLanes(by, query);
  const move = async (ticket: Ticket, { value, label }: Lane) => {
    if (by === "status" && isStatus(value)) await edits.setStatus(ticket, value, label);
    if (by === "priority" && isPriority(value)) await edits.setPriority(ticket, value, label);
    if (by === "assigned_user_id") await edits.assign(ticket, value === null ? null : { id: value, name: label });
  };
  return (
    <Board
      key={by}
      resource={tickets}
      column={by}
      lanes={lanes}
      query={query}
      laneOf={(ticket) => ticket[by]}
      placed={(ticket, lane) => placedIn(ticket, by, lane)}
      onMove={canWrite ? move : null}
      card={(ticket) => <TicketCard ticket={ticket} by={by} />}
      rowLabel={ticketLabel}
      onOpen={(ticket) => void navigate({ to: "/tickets/$id", params: { id: ticket.id } })}
      peeked={peeked}
      onPeek={onPeek}
      phone={phone}
    />
  );
}

function useLanes(by: LaneKey, query: Address): Lane[] {
  const { t } = useTranslation();
  const { sort: _, ...filter } = query;
  const counts = useQuery(laneCountsQuery(by, filter)).data ?? [];
  const choices = useEnum(by === "priority" ? "ticket_priority" : "ticket_status");
  if (by === "assigned_user_id") {
    return counts.map(({ value, name, count, capped }) => ({
      value,
      label: value === null ? t("people.unassigned") : (name ?? t("people.unknown")),
      icon: value === null ? <NoAvatar /> : <Avatar id={value} name={name ?? "?"} size="small" />,
      count,
      capped,
    }));
  }
  // What is most urgent comes first, as what is furthest comes last.
  const ordered = by === "priority" ? choices.toReversed() : choices;
  return ordered.map(({ value, label, color }) => {
    const counted = counts.find((lane) => lane.value === value);
    return {
      value,
      label,
      icon: color && <Glyph name={color} />,
      count: counted?.count,
      capped: counted?.capped ?? false,
    };
  });
}

function placedIn(ticket: Ticket, by: LaneKey, { value, label }: Lane): Ticket {
  if (by === "status" && isStatus(value)) return { ...ticket, status: value };
  if (by === "priority" && isPriority(value)) return { ...ticket, priority: value };
  return { ...ticket, assigned_user_id: value, assigned_user_name: value === null ? null : label };
}

function TicketCard({ ticket, by }: { ticket: Ticket; by: LaneKey }) {
  const statuses = useEnum("ticket_status");
  return (
    <>
      <p className="flex gap-2 pr-6 text-xs text-muted-foreground">
        <span className="shrink-0 tabular-nums">#{ticket.number}</span>
        <span className="min-w-0 truncate">{ticket.contact_name}</span>
      </p>
      <p className="mt-0.5 line-clamp-2 font-medium [overflow-wrap:anywhere]">{ticket.title}</p>
      <p className="mt-2 flex min-h-[22px] items-center gap-2 text-xs">
        {by !== "priority" && <EnumGlyph name="ticket_priority" value={ticket.priority} />}
        {by !== "status" && <EnumGlyph name="ticket_status" value={choiceOf(statuses, ticket.status).value} />}
        {ticket.scheduled_date ? (
          <DueDate date={ticket.scheduled_date} closed={isDone(ticket)} />
        ) : (
          ticket.due_state && !isDone(ticket) && <DueTime ticket={ticket} />
        )}
        {by !== "assigned_user_id" && (
          <span className="ml-auto">
            {ticket.assigned_user_id ? (
              <Avatar id={ticket.assigned_user_id} name={ticket.assigned_user_name ?? ""} size="small" />
            ) : (
              <NoAvatar />
            )}
          </span>
        )}
      </p>
    </>
  );
}
