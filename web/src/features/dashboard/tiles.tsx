import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Dashboard } from "@/api/dashboard";
import { useCurrency } from "@/api/session";
import { formatCount, formatMoney, formatPercent } from "@/lib/format";

/** The numbers; each leads to the list that it is the number of. */
export function Tiles({ dashboard }: { dashboard: Dashboard }) {
  const { t } = useTranslation();
  const currency = useCurrency();
  const { customers, recurring, renewals, open_tickets, events } = dashboard;
  const { profit } = recurring;
  const count = (tally: { count: number; capped: boolean }) => `${formatCount(tally.count)}${tally.capped ? "+" : ""}`;
  const share = profit === null || Number(recurring.revenue) === 0 ? null : Number(profit) / Number(recurring.revenue);
  return (
    <ul
      aria-label={t("dashboard.numbers")}
      className="grid auto-cols-fr grid-flow-col border-b max-[1099px]:grid-flow-row max-[1099px]:grid-cols-3 max-[759px]:grid-cols-2"
    >
      <Tile
        link={{ to: "/contacts", search: { status: "active" } }}
        label={t("dashboard.customers")}
        value={count(customers)}
      />
      <Tile
        link={{ to: "/renewals", search: { by: "category" } }}
        label={t("dashboard.revenue")}
        value={formatMoney(recurring.revenue, currency)}
        note={t("dashboard.services", { count: recurring.services, number: formatCount(recurring.services) })}
      />
      {profit !== null && (
        <Tile
          link={{ to: "/renewals", search: { by: "category" } }}
          label={t("dashboard.profit")}
          value={formatMoney(profit, currency)}
          note={share !== null && t("dashboard.of_revenue", { percent: formatPercent(share, 1, 0) })}
        />
      )}
      <Tile
        link={{ to: "/renewals", search: { tile: "due_30" } }}
        label={t("dashboard.renewals")}
        value={formatCount(renewals.count)}
        note={t("dashboard.brings", { amount: formatMoney(renewals.revenue, currency) })}
      />
      <Tile
        link={{ to: "/tickets", search: { status: ["Open", "In Progress", "Waiting"] } }}
        label={t("dashboard.open_tickets")}
        value={count(open_tickets)}
      />
      <Tile link={{ to: "/calendar", search: { view: "week" } }} label={t("dashboard.events")} value={count(events)} />
    </ul>
  );
}

type TileProps = {
  /** The list that it is the number of. */
  link: LinkProps;
  label: string;
  value: string;
  note?: ReactNode;
};

function Tile({ link, label, value, note }: TileProps) {
  return (
    <li className="min-w-0 border-r last:border-r-0 max-[1099px]:border-b max-[1099px]:nth-[3n]:border-r-0 max-[759px]:nth-[3n]:border-r max-[759px]:nth-[2n]:border-r-0">
      <Link
        {...link}
        className="flex h-full flex-col px-[var(--shell-gutter)] py-4 hover:bg-accent focus-visible:shadow-[inset_0_0_0_2px_var(--ring)] max-[759px]:px-4"
      >
        <span className="text-muted-foreground">{label}</span>
        <span className="text-[26px] leading-9 font-semibold tracking-[-0.02em] tabular-nums max-[1365px]:text-[22px]">
          {value}
        </span>
        {note && <span className="text-xs text-muted-foreground tabular-nums">{note}</span>}
      </Link>
    </li>
  );
}
