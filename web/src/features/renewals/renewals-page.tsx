import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Download, ListChecks } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { forecastQuery, renewalsFile, type ShareKind, shareKinds, type WhatIf } from "@/api/services";
import { useCan, useCurrency, useTimeZone } from "@/api/session";
import { CreateButton } from "@/components/create-button";
import { type ListSearch, without } from "@/components/data-table/list-search";
import { Page } from "@/components/page";
import { ErrorState } from "@/components/states";
import { buttonVariants } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { tabClass } from "@/components/ui/tabs";
import { formatMoney, todayIn } from "@/lib/format";
import { DueList, useDueFilters } from "./due-list";
import { ForecastChart, Swatch } from "./forecast-chart";
import { MonthRows } from "./month-rows";
import { changes, dueQuery, monthOf, shareOf, whatIfOf } from "./renewals-search";
import { Shares } from "./shares";
import { Tiles } from "./tiles";
import { WhatIfPanel } from "./what-if";

type RenewalsPageProps = { search: ListSearch; onSearch: (search: ListSearch) => void };

/** The cockpit: what is due, what comes, what if, and the rows behind each figure. All of it stands in the address. */
export function RenewalsPage({ search, onSearch }: RenewalsPageProps) {
  const { t } = useTranslation();
  const canWrite = useCan("write_services");
  const canExport = useCan("export");
  const zone = useTimeZone();
  const filters = useDueFilters();
  const month = monthOf(search);
  const share = shareOf(search);
  const whatIf = useMemo(() => whatIfOf(search), [search]);
  const file = renewalsFile(dueQuery(search, filters, todayIn(zone), zone));
  const tabs = <Tabs search={search} current={month ? undefined : (share ?? "due")} />;
  return (
    <Page
      title={t("renewals.title")}
      actions={
        <>
          <Link to="/services" className={buttonVariants({ variant: "ghost" })}>
            <ListChecks aria-hidden />
            {t("renewals.all_services")}
          </Link>
          {canExport && (
            <a href={file} download className={buttonVariants({ variant: "ghost", className: "max-[759px]:hidden" })}>
              <Download aria-hidden />
              {t("renewals.export")}
            </a>
          )}
          {canWrite && <CreateButton to="/services/new" label={t("services.new")} />}
        </>
      }
    >
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
        <Tiles search={search} />
        <Outlook
          whatIf={whatIf}
          month={month}
          onWhatIf={(next) => onSearch({ ...without(search, changes), ...next })}
          onMonth={(next) =>
            onSearch({ ...without(search, ["month", "by"]), month: next === month ? undefined : next })
          }
        />
        <section className="relative flex min-h-[348px] flex-1 flex-col">
          {month ? (
            <MonthRows tabs={tabs} month={month} whatIf={whatIf} onClose={() => onSearch(without(search, ["month"]))} />
          ) : share ? (
            <Shares tabs={tabs} by={share} />
          ) : (
            <DueList tabs={tabs} search={search} onSearch={onSearch} />
          )}
        </section>
      </div>
    </Page>
  );
}

type TabsProps = { search: ListSearch; current: ShareKind | "due" | undefined };

/** What the rows below are of. */
function Tabs({ search, current }: TabsProps) {
  const { t } = useTranslation();
  const rest = without(search, ["month", "by"]);
  return (
    <nav
      aria-label={t("renewals.tabs")}
      className="-my-1.5 mr-2 -ml-2 flex h-[var(--shell-toolbar)] items-stretch gap-0.5 overflow-x-auto overflow-y-hidden [scrollbar-width:none]"
    >
      {(["due", ...shareKinds] as const).map((kind) => (
        <Link
          key={kind}
          to="/renewals"
          search={kind === "due" ? rest : { ...rest, by: kind }}
          className={tabClass}
          activeOptions={{ exact: true }}
          aria-current={kind === current ? "true" : undefined}
        >
          {t(`renewals.tab.${kind}`)}
        </Link>
      ))}
    </nav>
  );
}

type OutlookProps = {
  whatIf: WhatIf;
  month: string | undefined;
  onWhatIf: (whatIf: WhatIf) => void;
  onMonth: (month: string) => void;
};

/** The next twelve months, as they are and as they could be. */
function Outlook({ whatIf, month, onWhatIf, onMonth }: OutlookProps) {
  const { t } = useTranslation();
  const currency = useCurrency();
  const isChanged = Object.keys(whatIf).length > 0;
  const plain = useQuery(forecastQuery({}));
  const changed = useQuery({ ...forecastQuery(whatIf), enabled: isChanged });
  const forecast = plain.data;
  const money = (amount: string) => formatMoney(amount, currency);
  return (
    <div className="grid shrink-0 grid-cols-[minmax(0,1fr)_284px] gap-4 border-b px-[var(--shell-gutter)] py-3.5 max-[1099px]:grid-cols-1 max-[759px]:px-4">
      <div className="min-w-0">
        <div className="mb-2 flex flex-wrap items-center gap-x-3.5 gap-y-1 text-xs text-muted-foreground">
          <h2 className="text-lg font-semibold tracking-[-0.01em] text-foreground">{t("renewals.next_months")}</h2>
          <Key kind="value" label={t("renewals.revenue")} />
          {forecast?.margin !== null && <Key kind="part" label={t("renewals.margin")} />}
          {isChanged && <Key kind="changed" label={t("renewals.changed")} />}
          {forecast && (
            <span className="ml-auto tabular-nums" data-testid="forecast-sum">
              {forecast.margin === null
                ? t("renewals.totals_revenue", { revenue: money(forecast.revenue) })
                : t("renewals.totals", { revenue: money(forecast.revenue), margin: money(forecast.margin) })}
            </span>
          )}
        </div>
        {forecast ? (
          <ForecastChart
            months={forecast.months}
            changed={isChanged ? changed.data?.months : undefined}
            selected={month}
            onSelect={onMonth}
          />
        ) : plain.isError ? (
          <ErrorState error={plain.error} onRetry={() => void plain.refetch()} title={t("renewals.chart_failed")} />
        ) : (
          <div role="status" aria-label={t("lists.loading")} className="flex h-[262px] items-end">
            <Skeleton className="h-40 w-full" />
          </div>
        )}
      </div>
      <WhatIfPanel whatIf={whatIf} onChange={onWhatIf} plain={forecast} changed={changed.data} />
    </div>
  );
}

function Key({ kind, label }: { kind: "value" | "part" | "changed"; label: string }) {
  return (
    <span className="flex items-center gap-1.5">
      <Swatch kind={kind} />
      {label}
    </span>
  );
}
