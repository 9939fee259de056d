import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Expected, monthQuery, type WhatIf } from "@/api/services";
import { useCan, useCurrency, useTimeZone } from "@/api/session";
import type { Column } from "@/components/data-table/columns";
import { PhoneRow } from "@/components/data-table/phone-row";
import { RowLink } from "@/components/data-table/row-link";
import { EnumText } from "@/components/enum-parts";
import { Money } from "@/components/money";
import { RenewsBy } from "@/components/renews-by";
import { EmptyState } from "@/components/states";
import { Button } from "@/components/ui/button";
import { formatCount, formatDate, formatMoney, formatMonth, todayIn } from "@/lib/format";
import { ListTools, RowList } from "./rows";

type MonthRowsProps = { tabs: ReactNode; month: string; whatIf: WhatIf; onClose: () => void };

/** The rows behind one bar of the chart: together they are the bar, to the cent. */
export function MonthRows({ tabs, month, whatIf, onClose }: MonthRowsProps) {
  const { t } = useTranslation();
  const currency = useCurrency();
  const navigate = useNavigate();
  const query = useQuery(monthQuery(month, whatIf));
  const { data } = query;
  const today = todayIn(useTimeZone());
  const columns = useColumns(today);
  const name = formatMonth(`${month}-01`);
  const isChanged = Object.keys(whatIf).length > 0;
  return (
    <>
      <ListTools
        end={
          data && (
            <span className="tabular-nums" aria-live="polite" data-testid="month-sum">
              {t(isChanged ? "renewals.sum_changed" : "renewals.sum", {
                services: t("renewals.services", { count: data.services, shown: formatCount(data.services) }),
                amount: formatMoney(data.revenue, currency),
              })}
            </span>
          )
        }
      >
        {tabs}
        <h2 className="font-semibold">{name}</h2>
        <Button variant="ghost" size="small" onClick={onClose}>
          <X aria-hidden />
          {t("renewals.close_month")}
        </Button>
      </ListTools>
      <RowList
        query={query}
        rows={data?.items ?? []}
        columns={columns}
        label={name}
        total={data?.services ?? 0}
        empty={<EmptyState title={name} text={t("renewals.month_empty")} />}
        rowLabel={(row) => t("services.label", { product: row.product_name, contact: row.contact_name })}
        onOpen={(row) => void navigate({ to: "/services/$id", params: { id: row.id } })}
        phoneRow={(row) => (
          <PhoneRow
            to="/services/$id"
            params={{ id: row.id }}
            name={row.product_name}
            amount={row.revenue}
            under={row.contact_name}
            end={<span className="tabular-nums">{formatDate(row.renewal_date, today)}</span>}
          />
        )}
        scrollKey="list-forecast-month"
      />
    </>
  );
}

function useColumns(today: string): Column<Expected>[] {
  const { t } = useTranslation();
  const seesCosts = useCan("read_costs");
  return [
    {
      id: "renewal_date",
      label: t("renewals.due"),
      width: 130,
      cell: (row) => <span className="font-medium tabular-nums">{formatDate(row.renewal_date, today)}</span>,
    },
    {
      id: "product_id",
      label: t("services.product"),
      fixed: true,
      cell: (row) => (
        <RowLink to="/services/$id" params={{ id: row.id }}>
          {row.product_name}
        </RowLink>
      ),
    },
    {
      id: "contact_id",
      label: t("services.contact"),
      width: 210,
      cell: (row) => <span className="text-muted-foreground">{row.contact_name}</span>,
    },
    {
      id: "quantity",
      label: t("services.quantity"),
      width: 84,
      align: "right",
      wide: true,
      cell: (row) => <span className="text-muted-foreground">{row.quantity}</span>,
    },
    {
      id: "billing_period",
      label: t("services.period"),
      width: 110,
      cell: (row) => <EnumText name="billing_period" value={row.billing_period} />,
    },
    {
      id: "auto_renew",
      label: t("services.renews"),
      width: 120,
      wide: true,
      cell: (row) => <RenewsBy automatic={row.auto_renew} />,
    },
    {
      id: "revenue",
      label: t("renewals.revenue"),
      width: 120,
      align: "right",
      cell: (row) => <Money amount={row.revenue} />,
    },
    ...(seesCosts
      ? [
          {
            id: "margin",
            label: t("renewals.margin"),
            width: 120,
            align: "right",
            cell: (row) => <Money amount={row.margin} className="text-muted-foreground" />,
          } satisfies Column<Expected>,
        ]
      : []),
  ];
}
