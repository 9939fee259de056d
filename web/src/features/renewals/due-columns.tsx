import { Link } from "@tanstack/react-router";
import { RefreshCw, ShieldAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Renewal, RenewalMeant } from "@/api/services";
import { useCan, useTimeZone } from "@/api/session";
import { ContactLink } from "@/components/contact-link";
import type { Column } from "@/components/data-table/columns";
import { RowLink } from "@/components/data-table/row-link";
import { EnumText } from "@/components/enum-parts";
import { Money } from "@/components/money";
import { RenewsBy } from "@/components/renews-by";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/classes";
import { formatDate, todayIn } from "@/lib/format";
import { MarginShare } from "./rows";

export function useDueColumns(canWrite: boolean, onRenew: (meant: RenewalMeant) => void): Column<Renewal>[] {
  const { t } = useTranslation();
  const seesCosts = useCan("read_costs");
  const today = todayIn(useTimeZone());
  return [
    {
      id: "renewal_date",
      label: t("renewals.due"),
      width: 104,
      cell: (renewal) => (
        <span className={cn("font-medium tabular-nums", renewal.days < 0 && "text-destructive-fg")}>
          {formatDate(renewal.renewal_date, today)}
        </span>
      ),
    },
    { id: "days", label: t("renewals.when"), width: 106, cell: (renewal) => <When days={renewal.days} /> },
    {
      id: "product_id",
      label: t("services.product"),
      fixed: true,
      cell: (renewal) => (
        <span className="flex min-w-0 items-center gap-2">
          <RowLink to="/services/$id" params={{ id: renewal.id }}>
            {renewal.product_name}
          </RowLink>
          {renewal.at_risk && <AtRisk renewal={renewal} />}
        </span>
      ),
    },
    {
      id: "contact_id",
      label: t("services.contact"),
      width: 172,
      cell: (renewal) => <ContactLink id={renewal.contact_id} name={renewal.contact_name} />,
    },
    {
      id: "billing_period",
      label: t("services.period"),
      width: 100,
      wide: true,
      cell: (renewal) => <EnumText name="billing_period" value={renewal.billing_period} />,
    },
    {
      id: "auto_renew",
      label: t("services.renews"),
      width: 116,
      cell: (renewal) => <RenewsBy automatic={renewal.auto_renew} />,
    },
    {
      id: "revenue",
      label: t("services.amount"),
      width: 110,
      align: "right",
      cell: (renewal) => <Money amount={renewal.revenue} />,
    },
    ...(seesCosts
      ? [
          {
            id: "margin",
            label: t("services.margin"),
            width: 82,
            align: "right",
            wide: true,
            cell: (renewal) => <MarginShare {...renewal} />,
          } satisfies Column<Renewal>,
        ]
      : []),
    ...(canWrite
      ? [
          {
            id: "actions",
            label: "",
            width: 124,
            align: "right",
            cell: (renewal) => (
              <Button
                variant="ghost"
                size="small"
                className="group-hover/row:border-border-strong group-hover/row:bg-card group-hover/row:text-foreground"
                aria-label={t("renew.title", {
                  name: t("services.label", { product: renewal.product_name, contact: renewal.contact_name }),
                })}
                onClick={() => onRenew(renewal)}
              >
                <RefreshCw aria-hidden />
                {t("renew.act")}
              </Button>
            ),
          } satisfies Column<Renewal>,
        ]
      : []),
  ];
}

function When({ days }: { days: number }) {
  const { t } = useTranslation();
  if (days < 0) return <span className="text-destructive-fg tabular-nums">{t("renewals.late", { count: -days })}</span>;
  if (days === 0) return <span className="font-medium text-warning-fg">{t("renewals.today")}</span>;
  return <span className="text-muted-foreground tabular-nums">{t("renewals.in_days", { count: days })}</span>;
}

function AtRisk({ renewal }: { renewal: Renewal }) {
  const { t } = useTranslation();
  const why = renewal.open_tickets > 0 ? t("renewals.urgent", { count: renewal.open_tickets }) : t("renewals.silent");
  return (
    <Badge tone="warning" title={why}>
      <ShieldAlert aria-hidden />
      {t("renewals.at_risk")}
      <span className="sr-only">: {why}</span>
    </Badge>
  );
}

export function DuePhoneRow({
  renewal,
  onRenew,
}: {
  renewal: Renewal;
  onRenew: ((meant: RenewalMeant) => void) | null;
}) {
  const { t } = useTranslation();
  return (
    <div className="flex items-center gap-2 pr-2">
      <Link
        to="/services/$id"
        params={{ id: renewal.id }}
        className="flex min-h-[68px] min-w-0 flex-1 flex-col justify-center py-[11px] pl-4"
      >
        <span className="flex items-center gap-2">
          <span className="min-w-0 truncate text-[15px] leading-[22px] font-medium">{renewal.product_name}</span>
          {renewal.at_risk && <AtRisk renewal={renewal} />}
          <Money amount={renewal.revenue} className="ml-auto font-medium" />
        </span>
        <span className="mt-[3px] flex items-center gap-2 text-muted-foreground">
          <span className="min-w-0 flex-1 truncate">{renewal.contact_name}</span>
          <When days={renewal.days} />
        </span>
      </Link>
      {onRenew && (
        <Button
          variant="ghost"
          size="icon"
          aria-label={t("renew.title", {
            name: t("services.label", { product: renewal.product_name, contact: renewal.contact_name }),
          })}
          onClick={() => onRenew(renewal)}
        >
          <RefreshCw aria-hidden />
        </Button>
      )}
    </div>
  );
}
