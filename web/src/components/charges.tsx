import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePlanName } from "@/api/meta";
import { type ChargeLine, chargesQuery } from "@/api/organisations";
import { formatDayRange } from "@/lib/format";
import { explain } from "./explain";
import { Money } from "./money";
import { MonthPicker } from "./statement/month-picker";
import { currentMonth } from "./statement/months";
import { FailedPart } from "./states";
import { Skeleton } from "./ui/skeleton";

/** What an organisation (without an id, one's own) owed for a month, line by line. Days are UTC days. */
export function Charges({ id }: { id: string | null }) {
  const { t } = useTranslation();
  const [month, setMonth] = useState(currentMonth);
  const charges = useQuery(chargesQuery(id, month));
  return (
    <div className="flex flex-col gap-2">
      <MonthPicker month={month} onMonth={setMonth} latest={currentMonth()} />
      {charges.isPending && (
        <div role="status" aria-label={t("lists.loading")} className="flex flex-col gap-5 py-3">
          <Skeleton className="w-72" />
          <Skeleton className="w-56" />
        </div>
      )}
      {charges.isError && <FailedPart onRetry={() => void charges.refetch()}>{explain(charges.error, t)}</FailedPart>}
      {charges.data &&
        (charges.data.lines.length === 0 ? (
          <p className="py-2 text-muted-foreground">{t("charges.nothing")}</p>
        ) : (
          <table className="w-full border-t">
            <tbody>
              {charges.data.lines.map((line) => (
                <Line key={line.from} line={line} />
              ))}
            </tbody>
            <tfoot>
              <tr className="font-semibold">
                <th scope="row" className="py-2 text-left font-semibold">
                  {t("charges.total")}
                </th>
                <td className="py-2 text-right">
                  <Money amount={charges.data.amount} currency="GBP" />
                </td>
              </tr>
            </tfoot>
          </table>
        ))}
    </div>
  );
}

function Line({ line }: { line: ChargeLine }) {
  const { t } = useTranslation();
  const plan = usePlanName(line.plan);
  const owes = line.status === "active";
  return (
    <tr className="border-b align-top">
      <th scope="row" className="py-2 pr-4 text-left font-normal">
        <span className="font-medium tabular-nums">{formatDayRange(line.from, line.to)}</span>{" "}
        <span className="text-muted-foreground">{t("charges.days", { count: line.days })}</span>
        <span className="block text-muted-foreground">
          {owes ? (
            <>
              {plan}
              {line.extra_seats > 0 && ` ${t("charges.extra", { count: line.extra_seats })}`},{" "}
              <Money amount={line.monthly} currency="GBP" /> {t("charges.a_month")}
            </>
          ) : (
            t(`charges.free.${line.status}`)
          )}
        </span>
      </th>
      <td className="py-2 text-right">
        <Money amount={line.amount} currency="GBP" />
      </td>
    </tr>
  );
}
