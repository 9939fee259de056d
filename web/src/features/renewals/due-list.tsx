import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { RefreshCw, ShieldAlert, X } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Renewal, type RenewalMeant, renewalsQuery } from "@/api/services";
import { useCan, useCurrency, useTimeZone } from "@/api/session";
import { ContactLink } from "@/components/contact-link";
import { CreateButton } from "@/components/create-button";
import type { Column, FilterField } from "@/components/data-table/columns";
import { DataTable } from "@/components/data-table/data-table";
import { FilterChips } from "@/components/data-table/filter-bar";
import { isActive, type ListSearch } from "@/components/data-table/list-search";
import { RowLink } from "@/components/data-table/row-link";
import { type Selection, useSelection } from "@/components/data-table/use-selection";
import { EnumText } from "@/components/enum-parts";
import { Money } from "@/components/money";
import { RenewDialog, RenewSeveralDialog } from "@/components/renew-dialog";
import { RenewsBy } from "@/components/renews-by";
import { SampleDataButton } from "@/components/sample-data";
import { EmptyState, ErrorState } from "@/components/states";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { cn } from "@/lib/classes";
import { formatCount, formatDate, formatMoney, formatPercent, todayIn } from "@/lib/format";
import { sum } from "@/lib/margin";
import { useMedia, usePhone, wideWindow } from "@/lib/media";
import { dueQuery, tileOf } from "./renewals-search";
import { ListTools, PhoneList } from "./rows";

export function useDueFilters(): FilterField[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        key: "auto_renew",
        label: t("services.renews"),
        kind: "flag",
        yes: t("services.automatic"),
        no: t("services.by_hand"),
      },
      { key: "billing_period", label: t("services.period"), kind: "enum", name: "billing_period" },
      { key: "contact_id", label: t("services.contact"), kind: "contact" },
    ],
    [t],
  );
}

/** What a small window does without before the rest gets too narrow. */
const spared = ["days", "auto_renew"];

type DueListProps = { tabs: ReactNode; search: ListSearch; onSearch: (search: ListSearch) => void };

/** What is due, soonest first; one can be renewed where it stands, and several together. */
export function DueList({ tabs, search, onSearch }: DueListProps) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const currency = useCurrency();
  const phone = usePhone();
  const wide = useMedia(wideWindow);
  const roomy = useMedia("(min-width: 1200px)");
  const navigate = useNavigate();
  const canWrite = useCan("write_services");
  const filters = useDueFilters();
  const query = useMemo(() => dueQuery(search, filters, todayIn(zone), zone), [search, filters, zone]);
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery(renewalsQuery(query));
  const selection = useSelection(JSON.stringify(query));
  const [renewing, setRenewing] = useState<RenewalMeant | null>(null);
  const rows = data?.items ?? [];
  const columns = useColumns(canWrite, setRenewing);
  const isNarrowed = tileOf(search) !== undefined || filters.some((field) => isActive(search, field));
  const open = (renewal: Renewal) => void navigate({ to: "/services/$id", params: { id: renewal.id } });
  return (
    <>
      <ListTools
        end={
          data && (
            <span className="tabular-nums" aria-live="polite" data-testid="due-sum">
              {t("renewals.sum", {
                services: t("renewals.services", { count: data.services, shown: formatCount(data.services) }),
                amount: formatMoney(data.revenue, currency),
              })}
            </span>
          )
        }
      >
        {tabs}
        <FilterChips search={search} onSearch={onSearch} filters={filters} phone={phone} />
      </ListTools>
      {isPending ? (
        <Rows />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} title={t("renewals.list_failed")} />
      ) : rows.length === 0 ? (
        isNarrowed ? (
          <EmptyState
            title={t("renewals.nothing_title")}
            text={t("renewals.nothing_text")}
            actions={<Button onClick={() => onSearch({})}>{t("renewals.show_all")}</Button>}
          />
        ) : (
          <EmptyState
            title={t("renewals.empty_title")}
            text={t("renewals.empty_text")}
            actions={
              canWrite && (
                <>
                  <CreateButton to="/services/new" label={t("services.new")} always />
                  <SampleDataButton />
                </>
              )
            }
          />
        )
      ) : phone ? (
        <PhoneList label={t("renewals.tab.due")} rows={rows}>
          {(renewal) => <PhoneRow renewal={renewal} onRenew={canWrite ? setRenewing : null} />}
        </PhoneList>
      ) : (
        <div className={cn("flex min-h-0 flex-1 flex-col", isPlaceholderData && "opacity-60")}>
          <DataTable
            rows={rows}
            columns={columns}
            shownColumns={columns
              .filter((column) => (wide || !column.wide) && (roomy || !spared.includes(column.id)))
              .map((column) => column.id)}
            label={t("renewals.tab.due")}
            total={data.services}
            sort=""
            onSort={() => undefined}
            selection={canWrite ? selection : null}
            rowLabel={(renewal) =>
              t("services.label", { product: renewal.product_name, contact: renewal.contact_name })
            }
            onOpen={open}
            phoneRow={() => null}
            phone={false}
            hasMore={false}
            onMore={() => undefined}
            scrollKey="list-renewals"
          />
        </div>
      )}
      {data?.more && <More count={rows.length} />}
      {canWrite && <RenewBar rows={rows} selection={selection} />}
      <RenewDialog meant={renewing} onClose={() => setRenewing(null)} />
    </>
  );
}

export function More({ count }: { count: number }) {
  const { t } = useTranslation();
  return (
    <p className="shrink-0 border-t px-[var(--shell-gutter)] py-2 text-xs text-muted-foreground">
      {t("renewals.more", { count })}
    </p>
  );
}

export function Rows() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("lists.loading")} className="flex flex-col gap-5 px-[var(--shell-gutter)] py-4">
      {["w-80", "w-64", "w-72", "w-60"].map((width) => (
        <Skeleton key={width} className={cn("max-w-full", width)} />
      ))}
    </div>
  );
}

function useColumns(canWrite: boolean, onRenew: (meant: RenewalMeant) => void): Column<Renewal>[] {
  const { t } = useTranslation();
  const seesCosts = useCan("read_costs");
  const today = todayIn(useTimeZone());
  return [
    {
      id: "renewal_date",
      label: t("renewals.due"),
      width: 104,
      cell: (renewal) => (
        <span className={cn("font-medium tabular-nums", renewal.days < 0 && "text-destructive-fg")}>
          {formatDate(renewal.renewal_date, today)}
        </span>
      ),
    },
    { id: "days", label: t("renewals.when"), width: 106, cell: (renewal) => <When days={renewal.days} /> },
    {
      id: "product_id",
      label: t("services.product"),
      fixed: true,
      cell: (renewal) => (
        <span className="flex min-w-0 items-center gap-2">
          <RowLink to="/services/$id" params={{ id: renewal.id }}>
            {renewal.product_name}
          </RowLink>
          {renewal.at_risk && <AtRisk renewal={renewal} />}
        </span>
      ),
    },
    {
      id: "contact_id",
      label: t("services.contact"),
      width: 172,
      cell: (renewal) => <ContactLink id={renewal.contact_id} name={renewal.contact_name} />,
    },
    {
      id: "billing_period",
      label: t("services.period"),
      width: 100,
      wide: true,
      cell: (renewal) => <EnumText name="billing_period" value={renewal.billing_period} />,
    },
    {
      id: "auto_renew",
      label: t("services.renews"),
      width: 116,
      cell: (renewal) => <RenewsBy automatic={renewal.auto_renew} />,
    },
    {
      id: "revenue",
      label: t("services.amount"),
      width: 110,
      align: "right",
      cell: (renewal) => <Money amount={renewal.revenue} />,
    },
    ...(seesCosts
      ? [
          {
            id: "margin",
            label: t("services.margin"),
            width: 82,
            align: "right",
            wide: true,
            cell: (renewal) => <Share {...renewal} />,
          } satisfies Column<Renewal>,
        ]
      : []),
    ...(canWrite
      ? [
          {
            id: "actions",
            label: "",
            width: 124,
            align: "right",
            cell: (renewal) => (
              <Button
                variant="ghost"
                size="small"
                className="group-hover/row:border-border-strong group-hover/row:bg-card group-hover/row:text-foreground"
                aria-label={t("renew.title", {
                  name: t("services.label", { product: renewal.product_name, contact: renewal.contact_name }),
                })}
                onClick={() => onRenew(renewal)}
              >
                <RefreshCw aria-hidden />
                {t("renew.act")}
              </Button>
            ),
          } satisfies Column<Renewal>,
        ]
      : []),
  ];
}

export function Share({ revenue, margin }: { revenue: string; margin: string | null }) {
  if (margin === null || Number(revenue) === 0) return null;
  return <span className="text-muted-foreground">{formatPercent(Number(margin) / Number(revenue))}</span>;
}

function When({ days }: { days: number }) {
  const { t } = useTranslation();
  if (days < 0) return <span className="text-destructive-fg tabular-nums">{t("renewals.late", { count: -days })}</span>;
  if (days === 0) return <span className="font-medium text-warning-fg">{t("renewals.today")}</span>;
  return <span className="text-muted-foreground tabular-nums">{t("renewals.in_days", { count: days })}</span>;
}

function AtRisk({ renewal }: { renewal: Renewal }) {
  const { t } = useTranslation();
  const why = renewal.open_tickets > 0 ? t("renewals.urgent", { count: renewal.open_tickets }) : t("renewals.silent");
  return (
    <Badge tone="warning" title={why}>
      <ShieldAlert aria-hidden />
      {t("renewals.at_risk")}
      <span className="sr-only">: {why}</span>
    </Badge>
  );
}

function PhoneRow({ renewal, onRenew }: { renewal: Renewal; onRenew: ((meant: RenewalMeant) => void) | null }) {
  const { t } = useTranslation();
  return (
    <div className="flex items-center gap-2 pr-2">
      <Link
        to="/services/$id"
        params={{ id: renewal.id }}
        className="flex min-h-[68px] min-w-0 flex-1 flex-col justify-center py-[11px] pl-4"
      >
        <span className="flex items-center gap-2">
          <span className="min-w-0 truncate text-[15px] leading-[22px] font-medium">{renewal.product_name}</span>
          {renewal.at_risk && <AtRisk renewal={renewal} />}
          <Money amount={renewal.revenue} className="ml-auto font-medium" />
        </span>
        <span className="mt-[3px] flex items-center gap-2 text-muted-foreground">
          <span className="min-w-0 flex-1 truncate">{renewal.contact_name}</span>
          <When days={renewal.days} />
        </span>
      </Link>
      {onRenew && (
        <Button
          variant="ghost"
          size="icon"
          aria-label={t("renew.title", {
            name: t("services.label", { product: renewal.product_name, contact: renewal.contact_name }),
          })}
          onClick={() => onRenew(renewal)}
        >
          <RefreshCw aria-hidden />
        </Button>
      )}
    </div>
  );
}

/** Floats above the list while rows are chosen. */
function RenewBar({ rows, selection }: { rows: readonly Renewal[]; selection: Selection }) {
  const { t } = useTranslation();
  const [meant, setMeant] = useState<{ renewals: RenewalMeant[]; amount: string } | null>(null);
  const chosen = rows.filter((row) => selection.has(row.id));
  const begin = () =>
    setMeant({
      renewals: chosen.map(({ id, renewal_date }) => ({ id, renewal_date })),
      amount: sum(chosen.map((row) => row.revenue)),
    });
  return (
    <>
      {chosen.length > 0 && (
        <div
          role="toolbar"
          aria-label={t("lists.bulk")}
          className="absolute bottom-4 left-1/2 z-[var(--z-sticky)] flex -translate-x-1/2 items-center gap-1 rounded-lg bg-popover p-[5px] whitespace-nowrap shadow-lift"
        >
          <span className="pr-2.5 pl-2 font-semibold tabular-nums" aria-live="polite">
            {t("lists.selected", { count: formatCount(chosen.length) })}
          </span>
          <Button variant="quiet" onClick={begin}>
            <RefreshCw aria-hidden />
            {t("renew.act")}
          </Button>
          <Button variant="quiet" size="icon" aria-label={t("lists.clear_selection")} onClick={selection.clear}>
            <X aria-hidden />
          </Button>
        </div>
      )}
      {meant && (
        <RenewSeveralDialog
          meant={meant.renewals}
          amount={meant.amount}
          onClose={(renewed) => {
            setMeant(null);
            if (renewed) selection.clear();
          }}
        />
      )}
    </>
  );
}
