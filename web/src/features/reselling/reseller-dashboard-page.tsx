import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { customersFile, type ResellerDashboard, resellerDashboardQuery } from "@/api/reselling";
import { CreateButton } from "@/components/create-button";
import type { ListSearch } from "@/components/data-table/list-search";
import { Page } from "@/components/page";
import { EmptyState, ErrorState } from "@/components/states";
import { buttonVariants } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { formatCount } from "@/lib/format";
import { customersOf } from "./customer-list";
import { CustomerSum, CustomerTable } from "./customer-table";
import { EarnedChart, Swatch } from "./earned-chart";
import { GrowthPanel } from "./growth-panel";
import { ResellerTiles } from "./reseller-tiles";

type PageProps = { search: ListSearch; onSearch: (search: ListSearch) => void };

/** A reseller at a glance: its figures, its year, and its customers. */
export function ResellerDashboardPage({ search, onSearch }: PageProps) {
  const { t } = useTranslation();
  const query = useQuery(resellerDashboardQuery);
  return (
    <Page
      title={t("reselling.overview")}
      actions={<CreateButton to="/customers/new" label={t("reselling.invite")} keys="C" />}
    >
      {query.data ? (
        <Overview dashboard={query.data} search={search} onSearch={onSearch} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} title={t("reselling.failed")} />
      ) : (
        <OverviewSkeleton />
      )}
    </Page>
  );
}

function Overview({ dashboard, search, onSearch }: PageProps & { dashboard: ResellerDashboard }) {
  const { t } = useTranslation();
  const rows = customersOf(dashboard.items, search);
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      <ResellerTiles dashboard={dashboard} />
      <div className="grid shrink-0 grid-cols-[minmax(0,1fr)_310px] gap-8 border-b px-[var(--shell-gutter)] py-4 max-[1099px]:grid-cols-1 max-[759px]:px-4">
        <Year dashboard={dashboard} />
        <GrowthPanel dashboard={dashboard} />
      </div>
      <section className="flex min-h-[348px] flex-1 flex-col" aria-label={t("reselling.customers")}>
        <div className="flex min-h-[var(--shell-toolbar)] shrink-0 flex-wrap items-center gap-x-3 border-b px-[var(--shell-gutter)] max-[759px]:px-4 max-[759px]:py-2">
          <h2 className="font-semibold">{t("reselling.customers")}</h2>
          <span className="text-muted-foreground tabular-nums">{formatCount(rows.length)}</span>
          <div className="ml-auto text-xs text-muted-foreground max-[759px]:order-last max-[759px]:w-full">
            {rows.length > 0 && <CustomerSum rows={rows} dashboard={dashboard} />}
          </div>
          {rows.length > 0 && <CustomersFile />}
        </div>
        <CustomerTable
          rows={rows}
          month={dashboard.month}
          search={search}
          onSearch={onSearch}
          empty={<NoCustomers />}
          scrollKey="overview"
        />
      </section>
    </div>
  );
}

function Year({ dashboard }: { dashboard: ResellerDashboard }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <section className="min-w-0" aria-label={t("reselling.chart")}>
      <div className="mb-2 flex flex-wrap items-center gap-x-3.5 gap-y-1 text-xs text-muted-foreground">
        <h2 className="text-lg font-semibold tracking-[-0.01em] text-foreground">{t("reselling.chart")}</h2>
        <Key kind="revenue" label={t("reselling.revenue")} />
        <Key kind="commission" label={t("reselling.commission")} />
        <Key kind="open" label={t("reselling.not_settled")} />
      </div>
      <EarnedChart
        months={dashboard.months}
        onSelect={(month) => void navigate({ to: "/statements", search: { month } })}
      />
    </section>
  );
}

function Key({ kind, label }: { kind: "revenue" | "commission" | "open"; label: string }) {
  return (
    <span className="flex items-center gap-1.5">
      <Swatch kind={kind} />
      {label}
    </span>
  );
}

export function CustomersFile() {
  const { t } = useTranslation();
  return (
    <a
      href={customersFile}
      download
      aria-label={t("reselling.download_customers")}
      className={buttonVariants({ variant: "ghost" })}
    >
      <Download aria-hidden />
      {t("reselling.download")}
    </a>
  );
}

export function NoCustomers() {
  const { t } = useTranslation();
  return (
    <EmptyState
      title={t("reselling.empty_title")}
      text={t("reselling.empty_text")}
      actions={<CreateButton to="/customers/new" label={t("reselling.invite")} keys="C" always />}
      note={t("reselling.note")}
    />
  );
}

function OverviewSkeleton() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("lists.loading")}>
      <div className="grid h-[105px] grid-cols-5 border-b max-[1099px]:h-auto max-[1099px]:grid-cols-3 max-[759px]:grid-cols-2">
        {["a", "b", "c", "d", "e"].map((key) => (
          <span key={key} className="flex flex-col gap-3 border-r px-5 py-4 last:border-r-0">
            <Skeleton className="w-24" />
            <Skeleton className="h-6 w-20" />
          </span>
        ))}
      </div>
      <div className="flex h-[300px] items-end px-[var(--shell-gutter)] pb-6">
        <Skeleton className="h-48 w-full" />
      </div>
    </div>
  );
}
