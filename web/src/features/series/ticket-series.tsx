import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight, Repeat } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Ticket, tickets } from "@/api/resources";
import { type TicketSeries as Series, ticketSeries } from "@/api/series";
import { useCan, useTimeZone } from "@/api/session";
import { useRowActions } from "@/components/data-table/row-actions";
import { explain } from "@/components/explain";
import { SectionTitle } from "@/components/page";
import { endBefore } from "@/components/repeat/rule";
import { ruleWords } from "@/components/repeat/rule-words";
import { tellFailure } from "@/components/toasts";
import { Button, buttonVariants } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTitle } from "@/components/ui/dialog";
import { useUndoable } from "@/components/use-undo";
import { addDays, formatDate, todayIn } from "@/lib/format";

/** What a ticket has to do with a series: the one that it belongs to, or the way to begin one. */
export function TicketSeries({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const canWrite = useCan("write_tickets");
  const { series_id: id, series_occurrence: occurrence } = ticket;
  const { data: series } = useQuery({ ...ticketSeries.one(id ?? ""), enabled: id !== null, retry: false });
  if (id === null || occurrence === null) {
    return canWrite ? (
      <Link
        to="/series/new"
        search={{ ticket: ticket.id }}
        className={buttonVariants({ variant: "ghost", size: "small", className: "-ml-2 self-start" })}
      >
        <Repeat aria-hidden />
        {t("series.make")}
      </Link>
    ) : null;
  }
  // Its series may lie in the trash: then the ticket stands alone.
  if (!series) return null;
  return (
    <section aria-label={t("series.part_of")} className="flex flex-col gap-2">
      <SectionTitle>{t("series.part_of")}</SectionTitle>
      <Link
        to="/series/$id"
        params={{ id }}
        className="flex items-start gap-2 rounded-xs font-medium [overflow-wrap:anywhere] hover:underline"
      >
        <Repeat className="mt-0.5 size-3.5 shrink-0 text-muted-foreground" aria-hidden />
        {ruleWords(series.rrule, series.starts_on, t)}
      </Link>
      <Neighbours ticket={ticket} seriesId={id} day={ticket.scheduled_date ?? occurrence.slice(0, 10)} />
      {canWrite && <Scopes ticket={ticket} series={series} occurrence={occurrence} />}
    </section>
  );
}

function Neighbours({ ticket, seriesId, day }: { ticket: Ticket; seriesId: string; day: string }) {
  const { t } = useTranslation();
  const today = todayIn(useTimeZone());
  const among = { series_id: seriesId };
  const before = useQuery(tickets.some({ ...among, scheduled_date_to: day, sort: "-scheduled_date" }, 1));
  const after = useQuery(tickets.some({ ...among, scheduled_date_from: addDays(day, 1), sort: "scheduled_date" }, 1));
  const previous = before.data?.items[0];
  const next = after.data?.items[0];
  const words = (found: Ticket) => formatDate(found.scheduled_date ?? day, today);
  return (
    <ul className="flex flex-col gap-0.5 empty:hidden">
      {previous && previous.id !== ticket.id && (
        <Neighbour ticket={previous}>
          <ChevronLeft className="size-3.5 shrink-0" aria-hidden />
          {t("series.previous", { day: words(previous) })}
        </Neighbour>
      )}
      {next && (
        <Neighbour ticket={next}>
          <ChevronRight className="size-3.5 shrink-0" aria-hidden />
          {t("series.next", { day: words(next) })}
        </Neighbour>
      )}
    </ul>
  );
}

function Neighbour({ ticket, children }: { ticket: Ticket; children: ReactNode }) {
  return (
    <li>
      <Link
        to="/tickets/$id"
        params={{ id: ticket.id }}
        className="flex min-h-[30px] items-center gap-2 rounded-xs text-muted-foreground tabular-nums hover:text-foreground hover:underline"
      >
        {children}
      </Link>
    </li>
  );
}

type ScopesProps = { ticket: Ticket; series: Series; occurrence: string };

function Scopes({ ticket, series, occurrence }: ScopesProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<"change" | "remove" | null>(null);
  const remove = useRemoval(ticket, series, occurrence);
  const change = {
    this: () => void navigate({ to: "/tickets/$id/edit", params: { id: ticket.id } }),
    following: () =>
      void navigate({
        to: "/series/$id/edit",
        params: { id: series.id },
        search: { from: occurrence, ticket: ticket.id },
      }),
    all: () => void navigate({ to: "/series/$id/edit", params: { id: series.id }, search: { ticket: ticket.id } }),
  };
  const isFirst = occurrence.slice(0, 10) <= series.starts_on;
  const scopes = isFirst ? (["this", "all"] as const) : (["this", "following", "all"] as const);
  return (
    <div className="flex gap-2">
      <Button size="small" onClick={() => setAsked("change")}>
        {t("series.change")}
      </Button>
      <Button size="small" variant="ghost" onClick={() => setAsked("remove")}>
        {t("series.remove")}
      </Button>
      <Dialog open={asked !== null} onOpenChange={(open) => !open && setAsked(null)}>
        <DialogContent>
          <DialogTitle>{asked === "remove" ? t("series.scope_remove") : t("series.scope_change")}</DialogTitle>
          <ul className="flex flex-col gap-2">
            {scopes.map((scope) => (
              <li key={scope}>
                <button
                  type="button"
                  onClick={() => {
                    setAsked(null);
                    void (asked === "remove" ? remove[scope]() : change[scope]());
                  }}
                  className="flex w-full flex-col gap-0.5 rounded-md border px-3.5 py-2.5 text-left hover:bg-accent"
                >
                  <span className="font-medium">{t(`series.${scope}`)}</span>
                  <span className="text-muted-foreground">{t(`series.${scope}_${asked ?? "change"}`)}</span>
                </button>
              </li>
            ))}
          </ul>
        </DialogContent>
      </Dialog>
    </div>
  );
}

function useRemoval(ticket: Ticket, series: Series, occurrence: string) {
  const { t } = useTranslation();
  const today = todayIn(useTimeZone());
  const queries = useQueryClient();
  const undoable = useUndoable();
  const navigate = useNavigate();
  const ticketActions = useRowActions(tickets);
  const seriesActions = useRowActions(ticketSeries);
  const day = occurrence.slice(0, 10);
  const toSeries = () => navigate({ to: "/series/$id", params: { id: series.id } });
  return {
    this: async () => {
      if (await ticketActions.remove(ticket, t("series.label_ticket", { number: ticket.number }))) await toSeries();
    },
    following: async () => {
      try {
        const { changeSet } = await ticketSeries.update(queries, series, { rrule: endBefore(series.rrule, day) });
        await tickets.refresh(queries);
        undoable(t("series.ended", { label: series.title, day: formatDate(day, today) }), changeSet);
        await toSeries();
      } catch (error) {
        tellFailure(t("series.not_ended", { reason: explain(error, t) }));
      }
    },
    all: async () => {
      if (!(await seriesActions.remove(series, series.title))) return;
      void tickets.refresh(queries);
      await navigate({ to: "/series" });
    },
  };
}
