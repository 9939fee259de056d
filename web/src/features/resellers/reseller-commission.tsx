import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Commission, commissionQuery, statementsOfQuery } from "@/api/commission";
import { type Reseller, resellers, settleMonth } from "@/api/resellers";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { Moment } from "@/components/dates";
import { Fact, Facts, RailCard } from "@/components/page";
import { MonthPicker } from "@/components/statement/month-picker";
import { addMonths, currentMonth, monthOf, unsettledSince } from "@/components/statement/months";
import { Statement, StatementSkeleton } from "@/components/statement/statement";
import { currency, Percent, StatementDownloads, StatementStatus } from "@/components/statement/statement-parts";
import { Payout, StatementLayout, StatementMonths, StatementNote } from "@/components/statement/statement-rail";
import { ErrorState } from "@/components/states";
import { Button } from "@/components/ui/button";
import { useAct } from "@/components/use-act";
import { formatMoney, formatMonth } from "@/lib/format";
import type { TabProps } from "./reseller-page";

/** A month as settling would make it, or as it was settled. */
export function ResellerCommission({ reseller, search, onSearch }: TabProps) {
  const { t } = useTranslation();
  const month = monthOf(search);
  const query = useQuery(commissionQuery(reseller.id, month));
  const statements = useQuery(statementsOfQuery(reseller.id)).data?.items;
  const onMonth = (next: string) => onSearch({ ...search, month: next === currentMonth() ? undefined : next });
  // While another month is on its way the one before stands, and is not this month's.
  const statement = query.data?.month === month ? query.data : undefined;
  return (
    <>
      <div className="flex min-h-[var(--shell-toolbar)] shrink-0 flex-wrap items-center gap-2 border-b px-[var(--shell-gutter)] py-1.5 max-[759px]:px-2">
        <MonthPicker month={month} onMonth={onMonth} latest={addMonths(currentMonth(), 1)} />
        {statement && <StatementStatus status={statement.status} />}
        <div className="ml-auto flex items-center gap-2">
          {statement?.number != null && statement.id !== null && (
            <StatementDownloads statement={{ id: statement.id, number: statement.number }} />
          )}
          {statement?.status === "preview" && month <= currentMonth() && (
            <SettleButton reseller={reseller} statement={statement} />
          )}
        </div>
      </div>
      {query.isError && !query.data ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} title={t("statement.failed")} />
      ) : (
        <StatementLayout
          rail={
            <>
              {statement && <StatementNote statement={statement} />}
              {statement && <Payout statement={statement} />}
              {statements && (
                <StatementMonths
                  statements={statements}
                  unsettled={unsettledSince(
                    reseller.created_at.slice(0, 7),
                    statements.map((one) => one.month),
                  )}
                  month={month}
                  onMonth={onMonth}
                />
              )}
              <About reseller={reseller} />
            </>
          }
        >
          {query.data ? <Statement statement={query.data} /> : <StatementSkeleton />}
        </StatementLayout>
      )}
    </>
  );
}

function About({ reseller }: { reseller: Reseller }) {
  const { t } = useTranslation();
  return (
    <RailCard title={t("reseller.about")}>
      <Facts>
        <Fact label={t("reseller.rate_now")}>
          <Percent rate={reseller.commission_rate} />
        </Fact>
        <Fact label={t("reseller.contact_email")}>
          {reseller.contact_email ? (
            <a href={`mailto:${reseller.contact_email}`} className="text-link hover:underline">
              {reseller.contact_email}
            </a>
          ) : (
            <span className="text-muted-foreground">{t("reseller.no_contact")}</span>
          )}
        </Fact>
        <Fact label={t("reseller.created")}>
          <Moment at={reseller.created_at} />
        </Fact>
      </Facts>
    </RailCard>
  );
}

/** Settles what is on the page: if it has changed meanwhile, the server refuses. */
function SettleButton({ reseller, statement }: { reseller: Reseller; statement: Commission }) {
  const { t } = useTranslation();
  const act = useAct(resellers);
  const [asking, setAsking] = useState(false);
  const month = formatMonth(`${statement.month}-01`);
  const total = formatMoney(statement.total, currency);
  const isOver = statement.month < currentMonth();
  const settle = () =>
    act(
      () => settleMonth(reseller.id, { month: statement.month, total: statement.total }),
      ({ number }) => t("reseller.settled_toast", { month, number }),
    );
  return (
    <>
      <Button variant={isOver ? "primary" : "outline"} onClick={() => setAsking(true)}>
        {t("reseller.settle", { month })}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("reseller.settle_title", { month, total })}
        text={t(isOver ? "reseller.settle_text" : "reseller.settle_early")}
        action={t("reseller.settle_action", { total })}
        onConfirm={settle}
      />
    </>
  );
}
