import { Link, useNavigate } from "@tanstack/react-router";
import { Repeat } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type TicketSeries, ticketSeries } from "@/api/series";
import { useCan, useTimeZone } from "@/api/session";
import { CreateButton } from "@/components/create-button";
import type { Column, FilterField } from "@/components/data-table/columns";
import type { ListSearch } from "@/components/data-table/list-search";
import { ResourceList } from "@/components/data-table/resource-list";
import { RowLink } from "@/components/data-table/row-link";
import { EnumBadge } from "@/components/enum-parts";
import { Page } from "@/components/page";
import { ruleWords } from "@/components/repeat/rule-words";
import { EmptyState } from "@/components/states";
import { formatDate, todayIn } from "@/lib/format";

type SeriesListProps = { search: ListSearch; onSearch: (search: ListSearch) => void; children?: ReactNode };

export function SeriesListPage({ search, onSearch, children }: SeriesListProps) {
  const { t } = useTranslation();
  const canWrite = useCan("write_tickets");
  const navigate = useNavigate();
  return (
    <Page
      title={t("ticket_series.title")}
      actions={canWrite && <CreateButton to="/series/new" label={t("series.new")} />}
    >
      <ResourceList
        resource={ticketSeries}
        path="/series"
        search={search}
        onSearch={onSearch}
        columns={useSeriesColumns()}
        filters={useSeriesFilters()}
        views={[
          { id: "all", label: t("series.views.all"), search: {}, counted: true },
          { id: "trash", label: t("lists.trash"), search: { trash: "true" } },
        ]}
        defaultSort="title"
        searchable={false}
        edits={[]}
        canBulk={canWrite}
        rowLabel={(series) => series.title}
        onOpen={(series) => void navigate({ to: "/series/$id", params: { id: series.id } })}
        phoneRow={(series) => <SeriesPhoneRow series={series} />}
        empty={
          <EmptyState
            title={t("series.empty_title")}
            text={t("series.empty_text")}
            actions={canWrite && <CreateButton to="/series/new" label={t("series.new")} keys="C" always />}
          />
        }
      />
      {children}
    </Page>
  );
}

function useSeriesColumns(): Column<TicketSeries>[] {
  const { t } = useTranslation();
  const today = todayIn(useTimeZone());
  return [
    {
      id: "title",
      label: t("series.subject"),
      sort: "title",
      fixed: true,
      cell: (series) => (
        <RowLink to="/series/$id" params={{ id: series.id }}>
          {series.title}
        </RowLink>
      ),
    },
    {
      id: "rrule",
      label: t("repeat.repeats"),
      width: 260,
      cell: (series) => (
        <span className="flex min-w-0 items-center gap-2">
          <Repeat className="size-3.5 shrink-0 text-muted-foreground" aria-hidden />
          <span className="truncate">{ruleWords(series.rrule, series.starts_on, t)}</span>
        </span>
      ),
    },
    {
      id: "start_time",
      label: t("repeat.start_time"),
      width: 90,
      sort: "start_time",
      cell: (series) =>
        series.start_time ? (
          <span className="tabular-nums">{series.start_time}</span>
        ) : (
          <span className="text-muted-foreground">{t("series.all_day")}</span>
        ),
    },
    { id: "contact_id", label: t("tickets.contact"), width: 160, cell: (series) => series.contact_name },
    {
      id: "assigned_user_id",
      label: t("tickets.assigned"),
      width: 150,
      wide: true,
      cell: (series) =>
        series.assigned_user_name ?? <span className="text-muted-foreground">{t("people.unassigned")}</span>,
    },
    {
      id: "starts_on",
      label: t("repeat.starts_on"),
      width: 120,
      sort: "starts_on",
      wide: true,
      cell: (series) => <span className="tabular-nums">{formatDate(series.starts_on, today)}</span>,
    },
    {
      id: "priority",
      label: t("tickets.priority"),
      width: 110,
      sort: "priority",
      hidden: true,
      cell: (series) => <EnumBadge name="ticket_priority" value={series.priority} />,
    },
  ];
}

function useSeriesFilters(): FilterField[] {
  const { t } = useTranslation();
  return [
    { key: "contact_id", label: t("tickets.contact"), kind: "contact", none: t("tickets.no_contact") },
    { key: "assigned_user_id", label: t("tickets.assigned"), kind: "user", none: t("people.unassigned") },
    { key: "starts_on", label: t("repeat.starts_on"), kind: "date" },
  ];
}

function SeriesPhoneRow({ series }: { series: TicketSeries }) {
  const { t } = useTranslation();
  return (
    <Link to="/series/$id" params={{ id: series.id }} className="flex min-h-[68px] items-center gap-3 px-4 py-[11px]">
      <Repeat className="size-4 shrink-0 text-muted-foreground" aria-hidden />
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="truncate text-[15px] leading-[22px] font-medium">{series.title}</span>
        <span className="mt-[3px] flex gap-2 text-muted-foreground">
          <span className="min-w-0 flex-1 truncate">{ruleWords(series.rrule, series.starts_on, t)}</span>
          <span className="max-w-36 truncate">{series.contact_name}</span>
        </span>
      </span>
    </Link>
  );
}
