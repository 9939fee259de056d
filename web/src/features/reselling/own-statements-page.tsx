import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { commissionQuery, statementsQuery } from "@/api/commission";
import { useMe } from "@/api/session";
import type { ListSearch } from "@/components/data-table/list-search";
import { Page } from "@/components/page";
import { MonthPicker } from "@/components/statement/month-picker";
import { addMonths, currentMonth, monthOf } from "@/components/statement/months";
import { Statement, StatementSkeleton } from "@/components/statement/statement";
import { StatementDownloads, StatementStatus } from "@/components/statement/statement-parts";
import { Payout, StatementLayout, StatementMonths, StatementNote } from "@/components/statement/statement-rail";
import { ErrorState } from "@/components/states";
import { usePhone } from "@/lib/media";

type PageProps = { search: ListSearch; onSearch: (search: ListSearch) => void };

/** A reseller's own months: each as it was settled, or as it stands now, with its files. */
export function OwnStatementsPage({ search, onSearch }: PageProps) {
  const { t } = useTranslation();
  const { user } = useMe();
  const phone = usePhone();
  const month = monthOf(search);
  const query = useQuery(commissionQuery(user.reseller_id ?? "", month));
  const settled = useQuery(statementsQuery);
  // While another month is on its way the one before stands, and is not this month's.
  const statement = query.data?.month === month ? query.data : undefined;
  const choose = (next: string) => onSearch({ ...search, month: next === currentMonth() ? undefined : next });
  const picker = <MonthPicker month={month} onMonth={choose} latest={addMonths(currentMonth(), 1)} />;
  const files = statement?.id && statement.number !== null ? { id: statement.id, number: statement.number } : null;
  return (
    <Page
      title={t("reselling.statements")}
      beside={statement && <StatementStatus status={statement.status} />}
      actions={
        !phone && (
          <>
            {picker}
            {files && <StatementDownloads statement={files} />}
          </>
        )
      }
    >
      {phone && <div className="flex shrink-0 justify-center border-b py-2">{picker}</div>}
      {query.isError && !query.data ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} title={t("statement.failed")} />
      ) : (
        <StatementLayout
          rail={
            <>
              {phone && files && (
                <span className="flex gap-2">
                  <StatementDownloads statement={files} />
                </span>
              )}
              {statement && <StatementNote statement={statement} />}
              {statement && <Payout statement={statement} />}
              {settled.data && <StatementMonths statements={settled.data.items} month={month} onMonth={choose} />}
            </>
          }
        >
          {query.data ? <Statement statement={query.data} /> : <StatementSkeleton />}
        </StatementLayout>
      )}
    </Page>
  );
}
