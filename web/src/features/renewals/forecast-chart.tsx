import { useTranslation } from "react-i18next";
import type { Month } from "@/api/services";
import { useCurrency } from "@/api/session";
import { type Bar, BarChart } from "@/components/chart/bar-chart";
import { Money } from "@/components/money";
import { formatCount, formatMoney, formatMonth, formatPercent, formatShortMoney, formatShortMonth } from "@/lib/format";

type ChartProps = {
  months: readonly Month[];
  /** The same months with what-if; absent where nothing is changed. */
  changed: readonly Month[] | undefined;
  selected: string | undefined;
  onSelect: (month: string) => void;
};

/** Revenue and margin of the coming months as bars, and as a table for those who hear it. */
export function ForecastChart({ months, changed, selected, onSelect }: ChartProps) {
  const { t } = useTranslation();
  const currency = useCurrency();
  const money = (amount: string) => formatMoney(amount, currency);
  const services = (month: Month) =>
    t("renewals.services", { count: month.services, shown: formatCount(month.services) });
  const words = (month: Month, other: Month | undefined) => {
    const values = {
      month: formatMonth(`${month.month}-01`),
      services: services(month),
      revenue: money(month.revenue),
    };
    const said =
      month.margin === null
        ? t("renewals.bar", values)
        : t("renewals.bar_margin", { ...values, margin: money(month.margin) });
    return other ? t("renewals.bar_changed", { words: said, changed: money(other.revenue) }) : said;
  };
  const bars: Bar[] = months.map((month, index) => ({
    key: month.month,
    label: formatShortMonth(`${month.month}-01`),
    words: words(month, changed?.[index]),
    value: Number(month.revenue),
    part: month.margin === null ? null : Number(month.margin),
    changed: changed?.[index] ? Number(changed[index].revenue) : null,
  }));
  const tip = (key: string) => {
    const at = months.findIndex((month) => month.month === key);
    const month = months[at];
    return month && <Tip month={month} other={changed?.[at]} services={services(month)} />;
  };
  return (
    <>
      <BarChart
        bars={bars}
        label={t("renewals.next_months")}
        axis={(value) => formatShortMoney(value, currency)}
        selected={selected}
        onSelect={onSelect}
        tip={tip}
        height={262}
      />
      <div className="sr-only">
        <table>
          <caption>{t("renewals.next_months")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("renewals.month")}</th>
              <th scope="col">{t("renewals.share_services")}</th>
              <th scope="col">{t("renewals.revenue")}</th>
              {months[0]?.margin !== null && <th scope="col">{t("renewals.margin")}</th>}
              {changed && <th scope="col">{t("renewals.changed")}</th>}
            </tr>
          </thead>
          <tbody>
            {months.map((month, index) => (
              <tr key={month.month}>
                <th scope="row">{formatMonth(`${month.month}-01`)}</th>
                <td>{month.services}</td>
                <td>{money(month.revenue)}</td>
                {month.margin !== null && <td>{money(month.margin)}</td>}
                {changed?.[index] && <td>{money(changed[index].revenue)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Tip({ month, other, services }: { month: Month; other: Month | undefined; services: string }) {
  const { t } = useTranslation();
  const share =
    month.margin !== null && Number(month.revenue) > 0 ? Number(month.margin) / Number(month.revenue) : null;
  const line = "flex items-center gap-2 leading-5 [&>:last-child]:ml-auto";
  return (
    <>
      <p className={line}>
        <span className="font-medium">{formatMonth(`${month.month}-01`)}</span>
        <span className="text-muted-foreground tabular-nums">{services}</span>
      </p>
      <p className={line}>
        <Swatch kind="value" />
        {t("renewals.revenue")}
        <Money amount={month.revenue} />
      </p>
      {month.margin !== null && (
        <p className={line}>
          <Swatch kind="part" />
          {share === null ? t("renewals.margin") : t("renewals.margin_share", { percent: formatPercent(share) })}
          <Money amount={month.margin} />
        </p>
      )}
      {other && (
        <p className={line}>
          <Swatch kind="changed" />
          {t("renewals.changed")}
          <Money amount={other.revenue} />
        </p>
      )}
    </>
  );
}

const swatches = {
  value: "bg-[var(--chart-soft)]",
  part: "bg-[var(--chart-1)]",
  changed: "border-[1.2px] border-dashed border-[var(--chart-1)]",
};

export function Swatch({ kind }: { kind: keyof typeof swatches }) {
  return <span className={`size-2.5 shrink-0 rounded-[3px] ${swatches[kind]}`} aria-hidden />;
}
