import { useQuery } from "@tanstack/react-query";
import { Check, RotateCcw } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { choiceOf, useEnum } from "@/api/meta";
import { type Ticket, tickets } from "@/api/resources";
import { useCan } from "@/api/session";
import { Page } from "@/components/page";
import { RecordFaces } from "@/components/record";
import { RecordActions } from "@/components/record-actions";
import { Button } from "@/components/ui/button";
import { useHotkeys } from "@/lib/hotkeys";
import { isDone, ticketLabel, useTicketEdits } from "./ticket-edits";
import { TicketFacts } from "./ticket-facts";
import { TicketLayout } from "./ticket-layout";

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
          <TicketLayout ticket={ticket} fields={<TicketFacts ticket={ticket} series={series(ticket)} />} />
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
  const click = (key: string) => document.querySelector<HTMLElement>(`[data-shortcut="${key}"]`)?.click();
  useHotkeys({ s: () => click("s"), p: () => click("p"), a: () => click("a"), d: () => click("d") }, canWrite);
  if (!canWrite) return null;
  const next = isDone(ticket) ? "Open" : "Resolved";
  return (
    <RecordActions
      edit={{ to: "/tickets/$id/edit", params: { id: ticket.id } }}
      list={{ to: "/tickets" }}
      onRemove={() => edits.remove(ticket, ticketLabel(ticket))}
    >
      <Button variant="primary" onClick={() => void edits.setStatus(ticket, next, choiceOf(statuses, next).label)}>
        {isDone(ticket) ? <RotateCcw aria-hidden /> : <Check aria-hidden />}
        {isDone(ticket) ? t("tickets.reopen") : t("tickets.resolve")}
      </Button>
    </RecordActions>
  );
}
