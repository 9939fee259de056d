import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowDown, ArrowUp, Maximize2, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Ticket, tickets } from "@/api/resources";
import type { Peek } from "@/components/data-table/peek-frame";
import { Fact, Facts } from "@/components/page";
import { ErrorState } from "@/components/states";
import { Button, buttonVariants } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { DueTime } from "./due-time";
import { TicketConversation } from "./ticket-conversation";
import { ticketLabel } from "./ticket-edits";
import { AssigneeFact, DueFact, PriorityFact, StatusFact } from "./ticket-facts";

/** A ticket beside the list: what it is, whose, by when, and what was said; the rest is a page away. */
export function TicketPeek({ id, peek }: { id: string; peek: Peek }) {
  const { t } = useTranslation();
  const query = useQuery(tickets.one(id));
  const ticket = query.data;
  return (
    <>
      <header className="flex h-10 shrink-0 items-center gap-0.5 border-b pr-2 pl-5 max-[1099px]:h-12 max-[1099px]:pr-12">
        <span className="mr-auto text-muted-foreground tabular-nums">{ticket ? ticketLabel(ticket) : "…"}</span>
        <StepButton label={t("peek.previous")} icon={<ArrowUp aria-hidden />} onStep={peek.onPrevious} />
        <StepButton label={t("peek.next")} icon={<ArrowDown aria-hidden />} onStep={peek.onNext} />
        <Link
          to="/tickets/$id"
          params={{ id }}
          className={buttonVariants({ variant: "ghost", size: "icon" })}
          aria-label={t("peek.full")}
        >
          <Maximize2 aria-hidden />
        </Link>
        {!peek.isSheet && (
          <Button variant="ghost" size="icon" aria-label={t("peek.close")} onClick={peek.onClose}>
            <X aria-hidden />
          </Button>
        )}
      </header>
      {ticket ? (
        <TicketConversation key={id} ticketId={id}>
          <PeekHead ticket={ticket} />
        </TicketConversation>
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <div role="status" aria-label={t("lists.loading")} className="flex flex-col gap-4 p-5">
          <Skeleton className="h-5 w-64 max-w-full" />
          <Skeleton className="w-40" />
          <Skeleton className="w-52" />
        </div>
      )}
    </>
  );
}

function StepButton({ label, icon, onStep }: { label: string; icon: ReactNode; onStep: (() => void) | undefined }) {
  return (
    <Button variant="ghost" size="icon" aria-label={label} disabled={!onStep} onClick={onStep}>
      {icon}
    </Button>
  );
}

function PeekHead({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  return (
    <div className="mb-4 border-b pb-4">
      <h2 className="text-xl font-semibold title-tracking [overflow-wrap:anywhere]">{ticket.title}</h2>
      {ticket.description && (
        <p className="mt-1.5 line-clamp-6 text-base whitespace-pre-wrap [overflow-wrap:anywhere]">
          {ticket.description}
        </p>
      )}
      <Facts className="mt-3">
        <Fact label={t("tickets.status")}>
          <StatusFact ticket={ticket} />
        </Fact>
        <Fact label={t("tickets.priority")}>
          <PriorityFact ticket={ticket} />
        </Fact>
        {ticket.contact_id && (
          <Fact label={t("tickets.contact")}>
            <Link to="/contacts/$id" params={{ id: ticket.contact_id }} className="truncate text-link hover:underline">
              {ticket.contact_name}
            </Link>
          </Fact>
        )}
        <Fact label={t("tickets.assigned")}>
          <AssigneeFact ticket={ticket} />
        </Fact>
        <Fact label={t("tickets.due")}>
          <DueFact ticket={ticket} />
        </Fact>
        {ticket.due_state && (
          <Fact label={t("service_levels.due")}>
            <DueTime ticket={ticket} />
          </Fact>
        )}
      </Facts>
    </div>
  );
}
