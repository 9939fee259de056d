import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Column } from "@/components/data-table/columns";
import { DataTable } from "@/components/data-table/data-table";
import type { Selection } from "@/components/data-table/use-selection";
import { ErrorState } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { cn } from "@/lib/classes";
import { formatPercent } from "@/lib/format";
import { useMedia, usePhone, wideWindow } from "@/lib/media";

/** What stands above the rows: filters at the left, their sum at the right. */
export function ListTools({ children, end }: { children?: ReactNode; end?: ReactNode }) {
  return (
    <div className="flex min-h-[var(--shell-toolbar)] shrink-0 flex-wrap items-center gap-2 border-b py-1.5 pr-[var(--shell-gutter)] pl-[var(--shell-gutter)] max-[759px]:px-4">
      {children}
      <div className="ml-auto text-xs text-muted-foreground">{end}</div>
    </div>
  );
}

type RowListProps<Row> = {
  query: UseQueryResult<{ more: boolean }>;
  rows: Row[];
  columns: readonly Column<Row>[];
  label: string;
  /** How many there are, where the answer does not bring all of them. */
  total: number;
  empty: ReactNode;
  selection?: Selection | null;
  rowLabel: (row: Row) => string;
  onOpen: (row: Row) => void;
  phoneRow: (row: Row) => ReactNode;
  /** While other rows are on their way. */
  faded?: boolean;
  scrollKey: string;
};

/** The rows of one answer, in its order, with all their faces. */
export function RowList<Row extends { id: string }>({ query, empty, faded, ...list }: RowListProps<Row>) {
  const { t } = useTranslation();
  const phone = usePhone();
  const wide = useMedia(wideWindow);
  const { rows, columns, phoneRow } = list;
  if (query.isPending) return <RowSkeletons />;
  if (query.error) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} title={t("renewals.list_failed")} />;
  }
  if (rows.length === 0) return empty;
  return (
    <>
      {phone ? (
        <PhoneList label={list.label} rows={rows}>
          {phoneRow}
        </PhoneList>
      ) : (
        <div className={cn("flex min-h-0 flex-1 flex-col", faded && "opacity-60")}>
          <DataTable
            {...list}
            selection={list.selection ?? null}
            shownColumns={columns.filter((column) => wide || !column.wide).map((column) => column.id)}
            sort=""
            onSort={() => undefined}
            phone={false}
            hasMore={false}
            onMore={() => undefined}
          />
        </div>
      )}
      {query.data?.more && (
        <p className="shrink-0 border-t px-[var(--shell-gutter)] py-2 text-xs text-muted-foreground">
          {t("renewals.more", { count: rows.length })}
        </p>
      )}
    </>
  );
}

function RowSkeletons() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("lists.loading")} className="flex flex-col gap-5 px-[var(--shell-gutter)] py-4">
      {["w-80", "w-64", "w-72", "w-60"].map((width) => (
        <Skeleton key={width} className={cn("max-w-full", width)} />
      ))}
    </div>
  );
}

const atOnce = 50;

type PhoneListProps<Row> = { label: string; rows: readonly Row[]; children: (row: Row) => ReactNode };

/** Rows on a phone, in the scroll of their page: so many at once. */
function PhoneList<Row extends { id: string }>({ label, rows, children }: PhoneListProps<Row>) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(atOnce);
  return (
    <>
      <ul aria-label={label}>
        {rows.slice(0, shown).map((row) => (
          <li key={row.id} data-row={row.id} className="border-b">
            {children(row)}
          </li>
        ))}
      </ul>
      {rows.length > shown && (
        <Button variant="ghost" className="m-3" onClick={() => setShown(shown + atOnce)}>
          {t("history.more")}
        </Button>
      )}
    </>
  );
}

/** What of the revenue is margin; nothing where the reader may not see it, or there is none. */
export function MarginShare({ revenue, margin }: { revenue: string; margin: string | null }) {
  if (margin === null || Number(revenue) === 0) return null;
  return <span className="text-muted-foreground">{formatPercent(Number(margin) / Number(revenue))}</span>;
}
