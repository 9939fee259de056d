import { Link } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { statementFile } from "@/api/commission";
import type { ResellerDashboard } from "@/api/reselling";
import { Amount } from "@/components/statement/statement-parts";
import { buttonVariants } from "@/components/ui/button";
import { Segmented } from "@/components/ui/tabs";
import { cn } from "@/lib/classes";
import { formatCount, formatLongMonth, formatPercent } from "@/lib/format";
import { signed } from "./reseller-tiles";

const periods = ["month", "year"] as const;

/** Who came and went, and what the figures mean. */
export function GrowthPanel({ dashboard }: { dashboard: ResellerDashboard }) {
  const { t } = useTranslation();
  const [period, setPeriod] = useState<(typeof periods)[number]>("year");
  const growth = period === "year" ? dashboard.growth_year : dashboard.growth_month;
  const { next_payout: payout } = dashboard;
  return (
    <section className="flex min-w-0 flex-col" aria-label={t("reselling.growth")}>
      <div className="mb-2 flex items-center justify-between gap-2">
        <h2 className="text-lg font-semibold tracking-[-0.01em]">{t("reselling.growth")}</h2>
        <Segmented
          label={t("reselling.growth")}
          choices={periods.map((value) => ({ value, label: t(`reselling.period.${value}`) }))}
          value={period}
          onChange={setPeriod}
        />
      </div>
      <dl className="grid grid-cols-[1fr_auto] gap-y-1.5 tabular-nums">
        <Figure label={t("reselling.joined")}>{formatCount(growth.joined)}</Figure>
        <Figure label={t("reselling.left")}>{formatCount(growth.left)}</Figure>
        <Figure label={t("reselling.net")}>
          <span
            className={cn("font-medium", growth.net > 0 && "text-success-fg", growth.net < 0 && "text-destructive-fg")}
          >
            {signed(growth.net)}
          </span>
        </Figure>
        <Figure label={t("reselling.churn")}>
          {growth.churn === null ? "–" : formatPercent(Number(growth.churn), 1)}
        </Figure>
        <Figure label={t("reselling.per_customer")}>
          {dashboard.revenue_per_customer === null ? "–" : <Amount amount={dashboard.revenue_per_customer} />}
        </Figure>
      </dl>
      <p className="mt-3 border-t pt-3 text-xs text-muted-foreground">
        {t("reselling.growth_text", { count: growth.at_start })} {t("reselling.revenue_text")}
      </p>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        {payout.statement_id !== null && (
          <a href={statementFile(payout.statement_id, "pdf")} download className={buttonVariants()}>
            <Download aria-hidden />
            {t("reselling.statement_of", { month: formatLongMonth(payout.month) })}
          </a>
        )}
        <Link
          to="/statements"
          className={buttonVariants({ variant: "ghost", className: payout.statement_id === null ? "-ml-2.5" : "" })}
        >
          {t("reselling.all_statements")}
        </Link>
      </div>
    </section>
  );
}

function Figure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted-foreground">{label}</dt>
      <dd className="text-right">{children}</dd>
    </>
  );
}
