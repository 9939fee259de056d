import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Repeat } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Ticket, tickets } from "@/api/resources";
import { type TicketSeries, ticketSeries } from "@/api/series";
import { useCan, useTimeZone } from "@/api/session";
import { useRowActions } from "@/components/data-table/row-actions";
import { EnumBadge } from "@/components/enum-parts";
import { Fact, Facts, Page, SectionTitle } from "@/components/page";
import { RecordFaces, RecordLayout } from "@/components/record";
import { RecordActions } from "@/components/record-actions";
import { ContactName, UserName } from "@/components/reference-name";
import { occurrenceWords, ruleWords } from "@/components/repeat/rule-words";
import { Timeline } from "@/components/timeline";
import { Skeleton } from "@/components/ui/skeleton";
import { formatDate, todayIn, toLocalField } from "@/lib/format";
import { seriesLabels } from "./series-form";

const shownAhead = 12;

export function SeriesPage({ id, children }: { id: string; children?: ReactNode }) {
  const { t } = useTranslation();
  const query = useQuery(ticketSeries.one(id));
  const parent = { label: t("ticket_series.title"), link: { to: "/series" } };
  return (
    <RecordFaces query={query} parent={parent}>
      {(series) => (
        <Page title={series.title} parent={parent} actions={<SeriesActions series={series} />}>
          <RecordLayout fields={<SeriesFacts series={series} />} timeline={<SeriesTimeline series={series} />}>
            <SeriesBody series={series} />
          </RecordLayout>
          {children}
        </Page>
      )}
    </RecordFaces>
  );
}

function SeriesActions({ series }: { series: TicketSeries }) {
  const canWrite = useCan("write_tickets");
  const actions = useRowActions(ticketSeries);
  const queries = useQueryClient();
  if (!canWrite) return null;
  const remove = async () => {
    const isGone = await actions.remove(series, series.title);
    if (isGone) void tickets.refresh(queries);
    return isGone;
  };
  return (
    <RecordActions
      edit={{ to: "/series/$id/edit", params: { id: series.id } }}
      list={{ to: "/series" }}
      onRemove={remove}
    />
  );
}

function SeriesFacts({ series }: { series: TicketSeries }) {
  const { t } = useTranslation();
  const today = todayIn(useTimeZone());
  return (
    <>
      <SectionTitle>{t("series.section_schedule")}</SectionTitle>
      <Facts>
        <Fact label={t("repeat.starts_on")}>
          <span className="tabular-nums">{formatDate(series.starts_on, today)}</span>
        </Fact>
        <Fact label={t("repeat.start_time")}>
          <span className="tabular-nums">{series.start_time ?? t("series.all_day")}</span>
        </Fact>
        {series.duration_minutes !== null && (
          <Fact label={t("repeat.duration")}>
            <span className="tabular-nums">{series.duration_minutes}</span>
          </Fact>
        )}
        <Fact label={t("repeat.timezone")}>{series.timezone}</Fact>
      </Facts>
      <div className="my-1 h-px shrink-0 bg-border" />
      <SectionTitle>{t("series.section_tickets")}</SectionTitle>
      <Facts>
        <Fact label={t("tickets.contact")}>
          {series.contact_id ? (
            <Link to="/contacts/$id" params={{ id: series.contact_id }} className="text-link hover:underline">
              {series.contact_name}
            </Link>
          ) : (
            <span className="text-muted-foreground">{t("tickets.no_contact")}</span>
          )}
        </Fact>
        <Fact label={t("tickets.assigned")}>
          {series.assigned_user_name ?? <span className="text-muted-foreground">{t("people.unassigned")}</span>}
        </Fact>
        <Fact label={t("tickets.priority")}>
          <EnumBadge name="ticket_priority" value={series.priority} />
        </Fact>
        {series.category && <Fact label={t("tickets.category")}>{series.category}</Fact>}
        {series.location && <Fact label={t("tickets.location")}>{series.location}</Fact>}
        {series.template_name && <Fact label={t("series.template")}>{series.template_name}</Fact>}
      </Facts>
    </>
  );
}

function SeriesBody({ series }: { series: TicketSeries }) {
  const { t } = useTranslation();
  return (
    <>
      <h2 className="text-xl font-semibold title-tracking [overflow-wrap:anywhere]">{series.title}</h2>
      <p className="mt-1.5 flex items-center gap-2 text-base">
        <Repeat className="size-4 shrink-0 text-muted-foreground" aria-hidden />
        {ruleWords(series.rrule, series.starts_on, t)}
      </p>
      {series.description && (
        <p className="mt-3 max-w-[64ch] text-base whitespace-pre-wrap [overflow-wrap:anywhere]">{series.description}</p>
      )}
      <TicketsAhead series={series} />
    </>
  );
}

function TicketsAhead({ series }: { series: TicketSeries }) {
  const { t } = useTranslation();
  const today = todayIn(useTimeZone());
  const ahead = useQuery(
    tickets.some({ series_id: series.id, scheduled_date_from: today, sort: "scheduled_date" }, shownAhead),
  );
  return (
    <section aria-label={t("series.ahead")} className="mt-6">
      <div className="mb-2 flex items-baseline gap-2">
        <h3 className="text-lg font-semibold tracking-[-0.01em]">{t("series.ahead")}</h3>
        {ahead.data?.total !== undefined && (
          <span className="text-xs text-muted-foreground tabular-nums">{ahead.data.total}</span>
        )}
      </div>
      {ahead.isPending && <Skeleton className="w-72 max-w-full" />}
      {ahead.isError && <p className="text-destructive-fg">{t("series.ahead_failed")}</p>}
      {ahead.data?.items.length === 0 && <p className="text-muted-foreground">{t("series.ahead_none")}</p>}
      <ol className="divide-y border-y empty:hidden">
        {ahead.data?.items.map((ticket) => (
          <TicketAhead key={ticket.id} ticket={ticket} zone={series.timezone ?? "UTC"} />
        ))}
      </ol>
    </section>
  );
}

function TicketAhead({ ticket, zone }: { ticket: Ticket; zone: string }) {
  const { t } = useTranslation();
  const today = todayIn(useTimeZone());
  const { scheduled_date: day, scheduled_start: start, series_occurrence: occurrence } = ticket;
  const scheduled = start ? toLocalField(start, zone) : day;
  const at = scheduled === null ? t("dates.none") : occurrenceWords(scheduled, today);
  return (
    <li>
      <Link
        to="/tickets/$id"
        params={{ id: ticket.id }}
        className="flex min-h-10 items-center gap-3 px-1 py-1.5 hover:bg-accent"
      >
        <span className="w-44 shrink-0 font-medium tabular-nums max-[759px]:w-40">{at}</span>
        <span className="w-12 shrink-0 text-muted-foreground tabular-nums">#{ticket.number}</span>
        <span className="min-w-0 flex-1 truncate text-muted-foreground">
          {occurrence !== null &&
            occurrence !== scheduled &&
            t("series.moved", { day: occurrenceWords(occurrence, today) })}
        </span>
        <span className="max-w-40 truncate text-muted-foreground max-[759px]:hidden">{ticket.assigned_user_name}</span>
        <EnumBadge name="ticket_status" value={ticket.status} />
      </Link>
    </li>
  );
}

function SeriesTimeline({ series }: { series: TicketSeries }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  return (
    <Timeline
      resource={ticketSeries}
      id={series.id}
      labels={seriesLabels(t)}
      canUndo={useCan("undo")}
      words={(field, value) => {
        if (typeof value !== "string") return undefined;
        if (field === "rrule") return ruleWords(value, series.starts_on, t);
        if (field === "starts_on") return formatDate(value, todayIn(zone));
        if (field === "contact_id") return <ContactName id={value} />;
        if (field === "assigned_user_id") return <UserName id={value} />;
        return undefined;
      }}
    />
  );
}
