import { useTranslation } from "react-i18next";
import type { EarnedMonth } from "@/api/reselling";
import { type Bar, BarChart } from "@/components/chart/bar-chart";
import { Amount, currency } from "@/components/statement/statement-parts";
import { formatCount, formatMoney, formatMonth, formatShortMoney, formatShortMonth } from "@/lib/format";

type ChartProps = { months: readonly EarnedMonth[]; onSelect: (month: string) => void };

/** What twelve months cost the customers and brought the reseller, as bars, and as a table for those who hear it. */
export function EarnedChart({ months, onSelect }: ChartProps) {
  const { t } = useTranslation();
  const words = (month: EarnedMonth) =>
    t(`reselling.bar_${month.status}`, {
      month: formatMonth(`${month.month}-01`),
      revenue: formatMoney(month.revenue, currency),
      commission: formatMoney(month.commission, currency),
    });
  const bars: Bar[] = months.map((month) => ({
    key: month.month,
    label: formatShortMonth(`${month.month}-01`),
    words: words(month),
    value: Number(month.revenue),
    part: Number(month.commission),
    changed: null,
    open: month.status === "preview",
  }));
  const tip = (key: string) => {
    const month = months.find((one) => one.month === key);
    return month && <Tip month={month} />;
  };
  return (
    <>
      <BarChart
        bars={bars}
        label={t("reselling.chart")}
        axis={(value) => formatShortMoney(value, currency)}
        selected={undefined}
        onSelect={onSelect}
        tip={tip}
        height={288}
      />
      <div className="sr-only">
        <table>
          <caption>{t("reselling.chart")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("reselling.month")}</th>
              <th scope="col">{t("reselling.revenue")}</th>
              <th scope="col">{t("reselling.commission")}</th>
              <th scope="col">{t("reselling.status")}</th>
            </tr>
          </thead>
          <tbody>
            {months.map((month) => (
              <tr key={month.month}>
                <th scope="row">{formatMonth(`${month.month}-01`)}</th>
                <td>{formatMoney(month.revenue, currency)}</td>
                <td>{formatMoney(month.commission, currency)}</td>
                <td>{t(month.status === "settled" ? "reselling.settled" : "reselling.not_settled")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Tip({ month }: { month: EarnedMonth }) {
  const { t } = useTranslation();
  const line = "flex items-center gap-2 leading-5 [&>:last-child]:ml-auto";
  return (
    <>
      <p className={line}>
        <span className="font-medium">{formatMonth(`${month.month}-01`)}</span>
        <span className="text-muted-foreground">
          {t(month.status === "settled" ? "reselling.settled" : "reselling.not_settled")}
        </span>
      </p>
      <p className={line}>
        <Swatch kind="revenue" />
        {t("reselling.revenue")}
        <Amount amount={month.revenue} />
      </p>
      <p className={line}>
        <Swatch kind="commission" />
        {t("reselling.commission")}
        <Amount amount={month.commission} />
      </p>
      <p className={line}>
        {t("reselling.customers_then")}
        <span className="tabular-nums">{formatCount(month.customers)}</span>
      </p>
    </>
  );
}

const swatches = {
  revenue: "bg-[var(--chart-soft)]",
  commission: "bg-[var(--chart-1)]",
  open: "border border-dashed border-[var(--chart-1)] bg-[repeating-linear-gradient(45deg,var(--chart-1)_0_2px,var(--chart-soft)_2px_4px)]",
};

export function Swatch({ kind }: { kind: keyof typeof swatches }) {
  return <span className={`size-2.5 shrink-0 rounded-[3px] ${swatches[kind]}`} aria-hidden />;
}
