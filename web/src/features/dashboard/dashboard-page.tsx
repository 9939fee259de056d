import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Dashboard, dashboardQuery } from "@/api/dashboard";
import { forecastQuery } from "@/api/services";
import { useCurrency, useMe } from "@/api/session";
import { EnumText } from "@/components/enum-parts";
import { Page } from "@/components/page";
import { ErrorState } from "@/components/states";
import { Skeleton } from "@/components/ui/skeleton";
import { formatCount, formatMoney, formatShortMonth } from "@/lib/format";
import { BarList } from "./bar-list";
import { FirstSteps } from "./first-steps";
import { MyDay } from "./my-day";
import { Tiles } from "./tiles";

/** The organisation at a glance, and one's own day. */
export function DashboardPage() {
  const { t } = useTranslation();
  const query = useQuery(dashboardQuery);
  return (
    <Page title={t("dashboard.title")}>
      {query.data ? (
        <Overview dashboard={query.data} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <OverviewSkeleton />
      )}
    </Page>
  );
}

function Overview({ dashboard }: { dashboard: Dashboard }) {
  const { t } = useTranslation();
  const { organisation } = useMe();
  const { contacts, products, tickets } = dashboard.first_steps;
  const isEmpty = !(contacts || products || tickets);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      {isEmpty ? (
        <div className="max-w-[760px] px-[var(--shell-gutter)] py-10 max-[759px]:px-4 max-[759px]:py-4">
          <h2 className="text-xl font-semibold title-tracking">
            {t("dashboard.welcome", { name: organisation?.name ?? "" })}
          </h2>
          <p className="mt-1 mb-6 text-base text-muted-foreground">{t("dashboard.welcome_text")}</p>
          <FirstSteps steps={dashboard.first_steps} samples />
        </div>
      ) : (
        <>
          <Tiles dashboard={dashboard} />
          <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)] gap-x-10 gap-y-8 px-[var(--shell-gutter)] py-6 max-[1099px]:grid-cols-1 max-[759px]:px-4">
            <div className="flex flex-col gap-8">
              <Section title={t("dashboard.today")}>
                <MyDay work={dashboard.work} />
              </Section>
              <Section title={t("dashboard.statuses")}>
                <Statuses lanes={dashboard.ticket_statuses} />
              </Section>
            </div>
            <div className="flex flex-col gap-8">
              <Section title={t("dashboard.months")} text={t("dashboard.months_text")}>
                <Months />
              </Section>
              <FirstStepsSection steps={dashboard.first_steps} />
            </div>
          </div>
        </>
      )}
    </div>
  );
}

function Section({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="text-lg font-semibold tracking-[-0.01em]">{title}</h2>
      {text && <p className="text-muted-foreground">{text}</p>}
      <div className="mt-3">{children}</div>
    </section>
  );
}

function FirstStepsSection({ steps }: { steps: Dashboard["first_steps"] }) {
  const { t } = useTranslation();
  const done = Object.values(steps).filter(Boolean).length;
  const of = Object.keys(steps).length;
  if (done === of) return null;
  return (
    <Section title={t("dashboard.steps_title")} text={t("dashboard.done_of", { done, of })}>
      <FirstSteps steps={steps} />
    </Section>
  );
}

function Statuses({ lanes }: { lanes: Dashboard["ticket_statuses"] }) {
  const { t } = useTranslation();
  const bars = lanes.flatMap(({ value, count, capped }) =>
    value === null
      ? []
      : [
          {
            key: value,
            label: <EnumText name="ticket_status" value={value} />,
            size: count,
            value: `${formatCount(count)}${capped ? "+" : ""}`,
            wrap: (row: ReactNode) => (
              <Link to="/tickets" search={{ status: value }} className="block rounded-xs hover:bg-accent">
                {row}
              </Link>
            ),
          },
        ],
  );
  return <BarList label={t("dashboard.statuses")} bars={bars} />;
}

function Months() {
  const { t } = useTranslation();
  const currency = useCurrency();
  const { data } = useQuery(forecastQuery({}));
  if (!data) return <Skeleton className="w-72 max-w-full" />;
  if (data.months.every((month) => month.services === 0)) {
    return <p className="max-w-[60ch] text-muted-foreground">{t("dashboard.months_none")}</p>;
  }
  const bars = data.months.map((month) => ({
    key: month.month,
    label: formatShortMonth(`${month.month}-01`, true),
    size: Number(month.revenue),
    value: formatMoney(month.revenue, currency),
  }));
  return <BarList label={t("dashboard.months")} bars={bars} />;
}

function OverviewSkeleton() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("lists.loading")}>
      <div className="grid h-[101px] grid-cols-6 border-b max-[1099px]:h-auto max-[1099px]:grid-cols-3 max-[759px]:grid-cols-2">
        {["a", "b", "c", "d", "e", "f"].map((key) => (
          <span key={key} className="flex flex-col gap-3 border-r px-5 py-4 last:border-r-0">
            <Skeleton className="w-24" />
            <Skeleton className="h-6 w-20" />
          </span>
        ))}
      </div>
    </div>
  );
}
