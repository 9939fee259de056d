import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Share, type ShareKind, sharesQuery } from "@/api/services";
import { useCan, useCurrency } from "@/api/session";
import type { Column } from "@/components/data-table/columns";
import { RowLink } from "@/components/data-table/row-link";
import { Money } from "@/components/money";
import { EmptyState } from "@/components/states";
import { formatCount, formatMoney, formatPercent } from "@/lib/format";
import { ListTools, MarginShare, RowList } from "./rows";

type ShareRow = Share & { id: string; link: "/contacts/$id" | "/products/$id" | null };

const links = { contact: "/contacts/$id", product: "/products/$id", category: null } as const;

/** What recurs in a month, by whom or what it comes from, the largest first. */
export function Shares({ tabs, by }: { tabs: ReactNode; by: ShareKind }) {
  const { t } = useTranslation();
  const currency = useCurrency();
  const navigate = useNavigate();
  const query = useQuery(sharesQuery(by));
  const { data } = query;
  const rows: ShareRow[] = (data?.items ?? []).map((share) => ({
    ...share,
    link: share.id === null ? null : links[by],
    id: share.id ?? share.name ?? "",
  }));
  const columns = useColumns(by, Number(data?.revenue ?? 0));
  const totals = data && {
    revenue: formatMoney(data.revenue, currency),
    margin: data.margin === null ? "" : formatMoney(data.margin, currency),
  };
  return (
    <>
      <ListTools
        end={
          <span className="tabular-nums" data-testid="shares-sum">
            {data && t(data.margin === null ? "renewals.totals_revenue" : "renewals.totals", { ...totals })}
          </span>
        }
      >
        {tabs}
        <span className="text-xs text-muted-foreground">{t("renewals.shares_note")}</span>
      </ListTools>
      <RowList
        query={query}
        rows={rows}
        columns={columns}
        label={t(`renewals.tab.${by}`)}
        total={rows.length}
        empty={<EmptyState title={t("services.empty_title")} text={t("services.empty_text")} />}
        rowLabel={(row) => row.name ?? t("renewals.no_category")}
        onOpen={(row) => row.link !== null && void navigate({ to: row.link, params: { id: row.id } })}
        phoneRow={(row) => (
          <div className="flex min-h-[56px] items-center gap-2 px-4 py-2">
            <span className="min-w-0 flex-1 truncate font-medium">
              <Name row={row} />
            </span>
            <span className="text-muted-foreground tabular-nums">{formatCount(row.services)}</span>
            <Money amount={row.revenue} className="w-24 text-right font-medium" />
          </div>
        )}
        scrollKey={`list-shares-${by}`}
      />
    </>
  );
}

function Name({ row }: { row: ShareRow }) {
  const { t } = useTranslation();
  if (row.link === null) return row.name ?? <span className="text-muted-foreground">{t("renewals.no_category")}</span>;
  return (
    <RowLink to={row.link} params={{ id: row.id }}>
      {row.name ?? ""}
    </RowLink>
  );
}

function useColumns(by: ShareKind, whole: number): Column<ShareRow>[] {
  const { t } = useTranslation();
  const seesCosts = useCan("read_costs");
  return [
    { id: "name", label: t(`renewals.share_name.${by}`), fixed: true, cell: (row) => <Name row={row} /> },
    {
      id: "services",
      label: t("renewals.share_services"),
      width: 100,
      align: "right",
      cell: (row) => <span className="text-muted-foreground">{formatCount(row.services)}</span>,
    },
    {
      id: "revenue",
      label: t("renewals.share_revenue"),
      width: 150,
      align: "right",
      cell: (row) => <Money amount={row.revenue} />,
    },
    ...(seesCosts
      ? [
          {
            id: "margin",
            label: t("renewals.share_margin"),
            width: 150,
            align: "right",
            cell: (row) => <Money amount={row.margin} />,
          } satisfies Column<ShareRow>,
          {
            id: "margin_share",
            label: t("services.margin"),
            width: 90,
            align: "right",
            cell: (row) => <MarginShare {...row} />,
          } satisfies Column<ShareRow>,
        ]
      : []),
    {
      id: "part",
      label: t("renewals.share_part"),
      width: 180,
      cell: (row) => <Part part={whole > 0 ? Number(row.revenue) / whole : 0} />,
    },
  ];
}

function Part({ part }: { part: number }) {
  return (
    <span className="flex items-center gap-2">
      <span className="h-2 w-24 overflow-hidden rounded-full bg-secondary" aria-hidden>
        <span className="block h-full bg-[var(--chart-1)]" style={{ width: `${part * 100}%` }} />
      </span>
      <span className="text-muted-foreground tabular-nums">{formatPercent(part, 0)}</span>
    </span>
  );
}
