import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { commissionQuery, statementsQuery } from "@/api/commission";
import { useMe } from "@/api/session";
import type { ListSearch } from "@/components/data-table/list-search";
import { Page } from "@/components/page";
import { MonthPicker } from "@/components/statement/month-picker";
import { monthOf } from "@/components/statement/months";
import { Statement } from "@/components/statement/statement";
import { StatementDownloads, StatementStatus } from "@/components/statement/statement-parts";
import { Payout, StatementLayout, StatementMonths, StatementNote } from "@/components/statement/statement-rail";
import { ErrorState } from "@/components/states";
import { Skeleton } from "@/components/ui/skeleton";
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
  const { data } = query;
  const choose = (next: string) => onSearch({ ...search, month: next });
  const files = data?.id && data.number !== null ? { id: data.id, number: data.number } : null;
  return (
    <Page
      title={t("reselling.statements")}
      beside={data && <StatementStatus status={data.status} />}
      actions={
        <>
          {!phone && <MonthPicker month={month} onMonth={choose} />}
          {!phone && files && <StatementDownloads statement={files} />}
        </>
      }
    >
      {phone && (
        <div className="flex shrink-0 justify-center border-b py-2">
          <MonthPicker month={month} onMonth={choose} />
        </div>
      )}
      {data ? (
        <StatementLayout
          rail={
            <>
              {phone && files && (
                <span className="flex gap-2">
                  <StatementDownloads statement={files} />
                </span>
              )}
              <StatementNote statement={data} />
              <Payout statement={data} />
              <StatementMonths statements={settled.data?.items ?? []} month={month} onMonth={choose} />
            </>
          }
        >
          <Statement statement={data} />
        </StatementLayout>
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} title={t("statement.failed")} />
      ) : (
        <div role="status" aria-label={t("lists.loading")} className="flex flex-col gap-5 p-10">
          <Skeleton className="h-6 w-72 max-w-full" />
          <Skeleton className="w-full" />
          <Skeleton className="w-full" />
        </div>
      )}
    </Page>
  );
}
