import { Link, type LinkProps } from "@tanstack/react-router";
import { TrendingDown, TrendingUp } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ResellerDashboard } from "@/api/reselling";
import { useTimeZone } from "@/api/session";
import { Amount } from "@/components/statement/statement-parts";
import { cn } from "@/lib/classes";
import { formatCount, formatDayRange, formatLongMonth, formatPercent, localDay } from "@/lib/format";

/** The five figures; each leads to what it is the figure of. */
export function ResellerTiles({ dashboard }: { dashboard: ResellerDashboard }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const { next_payout: payout } = dashboard;
  const customers = { to: "/customers" } satisfies LinkProps;
  const day = payout.settled_at && localDay(payout.settled_at, zone);
  const rate = formatPercent(Number(dashboard.rate), 3, 0);
  return (
    <ul
      aria-label={t("reselling.tiles")}
      className="grid shrink-0 grid-cols-5 border-b max-[1099px]:grid-cols-3 max-[759px]:grid-cols-2"
    >
      <Tile
        link={customers}
        label={t("reselling.tile.customers")}
        value={formatCount(dashboard.customers)}
        note={<Trend net={dashboard.growth_month.net} />}
      />
      <Tile
        link={customers}
        label={t("reselling.tile.users")}
        value={formatCount(dashboard.active_users)}
        note={t("reselling.users_note")}
      />
      <Tile
        link={customers}
        label={t("reselling.tile.revenue")}
        value={<Amount amount={dashboard.monthly_revenue} />}
        note={t("reselling.paying", { count: dashboard.paying, number: formatCount(dashboard.paying) })}
      />
      <Tile
        link={{ to: "/statements", search: { month: dashboard.month } }}
        label={t("reselling.tile.commission", { month: formatLongMonth(dashboard.month) })}
        value={<Amount amount={dashboard.commission} />}
        note={t(`reselling.at_rate_${dashboard.commission_status}`, { rate })}
      />
      <Tile
        link={{ to: "/statements", search: { month: payout.month } }}
        label={t("reselling.tile.payout")}
        value={<Amount amount={payout.amount} />}
        note={t(`reselling.payout_${payout.status}`, {
          month: formatLongMonth(payout.month),
          day: day && formatDayRange(day, day),
        })}
      />
    </ul>
  );
}

/** More is green and points up, fewer is red and points down: never the other way round. */
function Trend({ net }: { net: number }) {
  const { t } = useTranslation();
  if (net === 0) return t("reselling.steady");
  const Arrow = net > 0 ? TrendingUp : TrendingDown;
  return (
    <span className={cn("flex items-center gap-1", net > 0 ? "text-success-fg" : "text-destructive-fg")}>
      <Arrow className="size-3.5 shrink-0" aria-hidden />
      {t(net > 0 ? "reselling.gained" : "reselling.lost", { number: signed(net) })}
    </span>
  );
}

/** "+4", "−1": with a true minus. */
export function signed(count: number): string {
  return `${count > 0 ? "+" : count < 0 ? "\u2212" : ""}${formatCount(Math.abs(count))}`;
}

type TileProps = { link: LinkProps; label: string; value: ReactNode; note: ReactNode };

function Tile({ link, label, value, note }: TileProps) {
  return (
    <li className="min-w-0 border-r last:border-r-0 max-[1099px]:border-b max-[1099px]:nth-[3n]:border-r-0 max-[759px]:nth-[3n]:border-r max-[759px]:nth-[2n]:border-r-0 max-[759px]:last:col-span-2">
      <Link
        {...link}
        className="flex h-full flex-col px-[var(--shell-gutter)] py-4 hover:bg-accent focus-visible:shadow-[inset_0_0_0_2px_var(--ring)] max-[759px]:px-4 max-[759px]:py-3"
      >
        <span className="truncate text-muted-foreground">{label}</span>
        <span className="text-3xl leading-9 font-semibold tracking-[var(--tracking-figure)] tabular-nums max-[1365px]:text-[22px]">
          {value}
        </span>
        <span className="text-xs text-muted-foreground tabular-nums">{note}</span>
      </Link>
    </li>
  );
}
