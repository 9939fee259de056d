import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Check, Ellipsis, Pencil, RotateCcw, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { choiceOf, useEnum } from "@/api/meta";
import { type Ticket, tickets } from "@/api/resources";
import { useCan } from "@/api/session";
import { Page } from "@/components/page";
import { RecordFaces } from "@/components/record";
import { Button, buttonVariants } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
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
  const navigate = useNavigate();
  const edit = () => void navigate({ to: "/tickets/$id/edit", params: { id: ticket.id } });
  const click = (key: string) => document.querySelector<HTMLElement>(`[data-shortcut="${key}"]`)?.click();
  useHotkeys({ e: edit, s: () => click("s"), p: () => click("p"), a: () => click("a"), d: () => click("d") }, canWrite);
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
