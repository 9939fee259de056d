import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type SettledStatement, statementsQuery } from "@/api/commission";
import type { Column } from "@/components/data-table/columns";
import { DataTable } from "@/components/data-table/data-table";
import { RowSkeletons } from "@/components/data-table/list-faces";
import type { ListSearch } from "@/components/data-table/list-search";
import { Moment } from "@/components/dates";
import { Page } from "@/components/page";
import { Amount, StatementDownloads } from "@/components/statement/statement-parts";
import { EmptyState, ErrorState } from "@/components/states";
import { buttonVariants } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { first } from "@/lib/address";
import { formatMonth } from "@/lib/format";
import { useMedia, usePhone, wideWindow } from "@/lib/media";

type StatementsPageProps = { search: ListSearch; onSearch: (search: ListSearch) => void };

/** What was settled with all resellers, the latest first. */
export function StatementsPage({ search, onSearch }: StatementsPageProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const phone = usePhone();
  const query = useQuery(statementsQuery);
  const wide = useMedia(wideWindow);
  const columns = useColumns(wide);
  const items = query.data?.items ?? [];
  const reseller = first(search.reseller);
  const names = useMemo(
    () =>
      [...new Map(items.map((one) => [one.reseller_id, one.reseller_name]))]
        .map(([value, label]) => ({ value, label }))
        .toSorted((a, b) => a.label.localeCompare(b.label)),
    [items],
  );
  const rows = reseller === undefined ? items : items.filter((one) => one.reseller_id === reseller);
  return (
    <Page title={t("statements.title")}>
      {query.isPending ? (
        <RowSkeletons phone={phone} />
      ) : query.isError && items.length === 0 ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} title={t("statements.list_failed")} />
      ) : items.length === 0 ? (
        <EmptyState
          title={t("statements.empty_title")}
          text={t("statements.empty_text")}
          actions={
            <Link to="/resellers" className={buttonVariants({ variant: "primary" })}>
              {t("statements.to_resellers")}
            </Link>
          }
        />
      ) : (
        <>
          <div className="flex min-h-[var(--shell-toolbar)] shrink-0 items-center gap-3 border-b px-[var(--shell-gutter)] py-1.5 max-[759px]:px-4">
            <Select
              label={t("statements.of_reseller")}
              choices={names}
              value={reseller ?? null}
              empty={t("statements.all_resellers")}
              placeholder={t("statements.all_resellers")}
              onChange={(next) => onSearch({ ...search, reseller: next ?? undefined })}
              className="w-64"
            />
          </div>
          <DataTable
            rows={rows}
            columns={columns}
            shownColumns={columns.filter((column) => wide || !column.wide).map((column) => column.id)}
            label={t("statements.title")}
            total={rows.length}
            sort=""
            onSort={() => undefined}
            selection={null}
            rowLabel={(row) => t("statements.label", { number: row.number, name: row.reseller_name })}
            onOpen={(row) => void navigate(place(row))}
            phoneRow={(row) => <StatementRow statement={row} />}
            phone={phone}
            hasMore={false}
            onMore={() => undefined}
            scrollKey="list-statements"
          />
        </>
      )}
    </Page>
  );
}

function place({ reseller_id, month }: SettledStatement) {
  return { to: "/resellers/$id", params: { id: reseller_id }, search: { month } } as const;
}

function useColumns(wide: boolean): Column<SettledStatement>[] {
  const { t } = useTranslation();
  return [
    {
      id: "number",
      label: t("statements.number"),
      width: 90,
      align: "right",
      wide: true,
      cell: (row) => <span className="text-muted-foreground tabular-nums">{row.number}</span>,
    },
    {
      id: "reseller",
      label: t("statements.reseller"),
      fixed: true,
      cell: (row) => (
        <Link {...place(row)} className="min-w-0 truncate rounded-xs font-medium hover:underline">
          {row.reseller_name}
        </Link>
      ),
    },
    { id: "month", label: t("statement.month"), width: 150, cell: (row) => formatMonth(`${row.month}-01`) },
    {
      id: "settled_at",
      label: t("statements.settled_at"),
      width: 180,
      wide: true,
      cell: (row) => <Moment at={row.settled_at} />,
    },
    {
      id: "total",
      label: t("statement.amount"),
      width: 120,
      align: "right",
      cell: (row) => <Amount amount={row.total} className="font-medium" />,
    },
    {
      id: "files",
      label: t("statements.files"),
      width: wide ? 190 : 120,
      cell: (row) => <StatementDownloads statement={row} inRow />,
    },
  ];
}

function StatementRow({ statement }: { statement: SettledStatement }) {
  const { t } = useTranslation();
  return (
    <Link {...place(statement)} className="flex min-h-[68px] flex-col justify-center px-4 py-[11px]">
      <span className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate text-[15px] leading-[22px] font-medium">
          {statement.reseller_name}
        </span>
        <Amount amount={statement.total} className="font-medium" />
      </span>
      <span className="mt-[3px] flex items-center gap-2 text-muted-foreground">
        <span className="min-w-0 flex-1 truncate">{formatMonth(`${statement.month}-01`)}</span>
        <span className="tabular-nums">{t("statements.numbered", { number: statement.number })}</span>
      </span>
    </Link>
  );
}
