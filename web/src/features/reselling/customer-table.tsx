import { Link, useNavigate } from "@tanstack/react-router";
import { Check, CircleSlash, Clock, type LucideIcon, Pause } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Customer, ResellerDashboard } from "@/api/reselling";
import { useTimeZone } from "@/api/session";
import type { Column } from "@/components/data-table/columns";
import { DataTable } from "@/components/data-table/data-table";
import type { ListSearch } from "@/components/data-table/list-search";
import { Amount, currency } from "@/components/statement/statement-parts";
import { Avatar } from "@/components/ui/avatar";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { first } from "@/lib/address";
import { formatCount, formatDay, formatDayRange, formatMoney, localDay } from "@/lib/format";
import { sum } from "@/lib/margin";
import { useMedia, usePhone, wideWindow } from "@/lib/media";
import { type CustomerRow, defaultSort } from "./customer-list";

type TableProps = {
  rows: CustomerRow[];
  /** The month that the commission is of. */
  month: string;
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
  empty: ReactNode;
  scrollKey: string;
};

/** The customers: with whom, on what, since when, and what a month of it brings. */
export function CustomerTable({ rows, month, search, onSearch, empty, scrollKey }: TableProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const phone = usePhone();
  const wide = useMedia(wideWindow);
  const columns = useCustomerColumns(month);
  if (rows.length === 0) return empty;
  return (
    <DataTable
      rows={rows}
      columns={columns}
      shownColumns={columns.filter((column) => wide || !column.wide).map((column) => column.id)}
      label={t("reselling.customers")}
      total={rows.length}
      sort={first(search.sort) ?? defaultSort}
      onSort={(sort) => onSearch({ ...search, sort: sort === defaultSort ? undefined : sort })}
      selection={null}
      rowLabel={(row) => row.name}
      onOpen={() => void navigate(statementOf(month))}
      phoneRow={(row) => <PhoneRow customer={row} month={month} />}
      phone={phone}
      hasMore={false}
      onMore={() => undefined}
      scrollKey={scrollKey}
    />
  );
}

/** The lines that the commission of a month is the sum of, each with its reason. */
function statementOf(month: string) {
  return { to: "/statements", search: { month } } as const;
}

export function useCustomerColumns(month: string): Column<CustomerRow>[] {
  const { t } = useTranslation();
  return [
    {
      id: "name",
      label: t("reselling.customer"),
      sort: "name",
      fixed: true,
      cell: (row) => (
        <span className="flex min-w-0 items-center gap-2.5">
          <Avatar id={row.id} name={row.name} size="small" shape="company" />
          <span className="truncate font-medium" title={row.name}>
            {row.name}
          </span>
        </span>
      ),
    },
    { id: "plan", label: t("reselling.plan"), sort: "plan", width: 120, cell: (row) => row.plan_name },
    {
      id: "seats",
      label: t("reselling.seats"),
      sort: "seats",
      width: 120,
      cell: (row) => <Seats customer={row} />,
    },
    {
      id: "active_users",
      label: t("reselling.users"),
      sort: "active_users",
      width: 110,
      wide: true,
      cell: (row) => <span className="tabular-nums">{formatCount(row.active_users)}</span>,
    },
    {
      id: "status",
      label: t("reselling.status"),
      sort: "status",
      width: 190,
      cell: (row) => <CustomerState customer={row} />,
    },
    { id: "since", label: t("reselling.since"), sort: "since", width: 130, cell: (row) => <Since at={row.since} /> },
    {
      id: "monthly_revenue",
      label: t("reselling.monthly"),
      sort: "monthly_revenue",
      width: 140,
      align: "right",
      cell: (row) => <Amount amount={row.monthly_revenue} />,
    },
    {
      id: "commission",
      label: t("reselling.earned"),
      sort: "commission",
      width: 160,
      align: "right",
      cell: (row) => (
        <Link
          {...statementOf(month)}
          aria-label={t("reselling.earned_by", {
            name: row.name,
            amount: formatMoney(row.commission, currency),
          })}
          className="rounded-xs font-medium hover:underline"
        >
          <Amount amount={row.commission} />
        </Link>
      ),
    },
  ];
}

function Seats({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  return (
    <span className="tabular-nums">
      {t("reselling.seats_of", {
        used: formatCount(customer.seats),
        included: formatCount(customer.included_seats),
      })}
    </span>
  );
}

function Since({ at }: { at: string }) {
  const zone = useTimeZone();
  return (
    <time dateTime={at} className="text-muted-foreground tabular-nums">
      {formatDay(localDay(at, zone))}
    </time>
  );
}

const looks: Record<Customer["status"], { tone: BadgeTone; icon: LucideIcon }> = {
  trial: { tone: "info", icon: Clock },
  active: { tone: "success", icon: Check },
  suspended: { tone: "warning", icon: Pause },
  closed: { tone: "plain", icon: CircleSlash },
};

function CustomerState({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const { tone, icon: Icon } = looks[customer.status];
  const end = localDay(customer.trial_ends_at, zone);
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {customer.status === "trial"
        ? t("reselling.trial_until", { day: formatDayRange(end, end) })
        : t(`reselling.state.${customer.status}`)}
    </Badge>
  );
}

function PhoneRow({ customer, month }: { customer: CustomerRow; month: string }) {
  return (
    <Link {...statementOf(month)} className="flex min-h-[68px] flex-col justify-center gap-1 px-4 py-2">
      <span className="flex items-baseline gap-3">
        <span className="min-w-0 flex-1 truncate text-[15px] leading-[22px] font-medium">{customer.name}</span>
        <Amount amount={customer.commission} className="text-[15px] font-medium" />
      </span>
      <span className="flex items-center gap-2 text-muted-foreground">
        <CustomerState customer={customer} />
        <span className="min-w-0 flex-1 truncate">
          {customer.plan_name}, <Seats customer={customer} />
        </span>
        <Amount amount={customer.monthly_revenue} />
      </span>
    </Link>
  );
}

/** What the rows come to, and what of this month's commission is none of theirs. */
export function CustomerSum({ rows, dashboard }: { rows: readonly CustomerRow[]; dashboard: ResellerDashboard }) {
  const { t } = useTranslation();
  const { other_commission: other } = dashboard;
  const isWhole = rows.length === dashboard.items.length;
  return (
    <p className="tabular-nums" data-testid="customers-sum">
      {t("reselling.sum", {
        revenue: formatMoney(sum(rows.map((row) => row.monthly_revenue)), currency),
        commission: formatMoney(sum(rows.map((row) => row.commission)), currency),
      })}
      {isWhole && Number(other) !== 0 && (
        <>
          {"; "}
          {t(Number(other) > 0 ? "reselling.other" : "reselling.other_less", { amount: formatMoney(other, currency) })}
        </>
      )}
    </p>
  );
}
