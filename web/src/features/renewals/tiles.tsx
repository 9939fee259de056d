import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ShieldAlert, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { summaryQuery, type Tile } from "@/api/services";
import type { ListSearch } from "@/components/data-table/list-search";
import { Money } from "@/components/money";
import { Skeleton } from "@/components/ui/skeleton";
import { formatCount } from "@/lib/format";
import { type TileName, tileOf, tiles, whatIfOf } from "./renewals-search";

/** What is due in a few figures; each opens the rows that it sums up, and once more all of them. */
export function Tiles({ search }: { search: ListSearch }) {
  const { t } = useTranslation();
  const { data: summary } = useQuery(summaryQuery);
  const chosen = tileOf(search);
  // Not the filters: the sum is of all rows.
  const whatIf = whatIfOf(search);
  return (
    <nav
      aria-label={t("renewals.tiles")}
      className="grid shrink-0 grid-cols-5 border-b max-[1099px]:grid-cols-3 max-[759px]:grid-cols-2"
    >
      {tiles.map((name) => (
        <Link
          key={name}
          to="/renewals"
          activeOptions={{ exact: true }}
          search={name === chosen ? whatIf : { ...whatIf, tile: name }}
          aria-current={name === chosen ? "true" : undefined}
          className="relative flex min-w-0 flex-col border-r py-3 pr-4 pl-[var(--shell-gutter)] last:border-r-0 hover:bg-muted aria-[current]:after:absolute aria-[current]:after:inset-x-[var(--shell-gutter)] aria-[current]:after:-bottom-px aria-[current]:after:h-0.5 aria-[current]:after:bg-primary max-[1099px]:border-b max-[759px]:pl-4 max-[759px]:even:border-r-0 max-[759px]:last:col-span-2"
        >
          <span className="flex items-center gap-1.5 text-muted-foreground">
            {name === "overdue" && <TriangleAlert className="size-3.5 shrink-0 text-destructive-fg" aria-hidden />}
            {name === "at_risk" && <ShieldAlert className="size-3.5 shrink-0 text-warning-fg" aria-hidden />}
            {t(`renewals.tile.${name}`)}
          </span>
          {summary ? <Figures name={name} tile={summary[name]} /> : <Skeleton className="my-3 w-24" />}
        </Link>
      ))}
    </nav>
  );
}

function Figures({ name, tile }: { name: TileName; tile: Tile }) {
  const { t } = useTranslation();
  const services = t("renewals.services", { count: tile.services, shown: formatCount(tile.services) });
  const byHand = tile.by_hand > 0 && name !== "overdue";
  const customers =
    name === "at_risk"
      ? t("renewals.customers", { count: tile.customers, shown: formatCount(tile.customers) })
      : undefined;
  return (
    <>
      <Money
        amount={tile.revenue}
        className="mt-0.5 truncate text-[22px] leading-[30px] font-semibold tracking-[var(--tracking-figure)]"
      />
      <span className="truncate text-xs text-muted-foreground tabular-nums" title={customers}>
        {customers ?? (byHand ? t("renewals.by_hand", { services, count: tile.by_hand }) : services)}
      </span>
    </>
  );
}
