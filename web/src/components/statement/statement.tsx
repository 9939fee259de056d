import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Adjustment, Commission, CommissionLine } from "@/api/commission";
import { useCan, useTimeZone } from "@/api/session";
import { formatCount, formatDateTime, formatDayRange, formatMonth } from "@/lib/format";
import { sum } from "@/lib/margin";
import { usePhone } from "@/lib/media";
import { Skeleton } from "../ui/skeleton";
import { Amount, Percent } from "./statement-parts";

/** A month of a reseller as a sheet of paper: each line says what it is, and why; together they are the total. */
export function Statement({ statement }: { statement: Commission }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const phone = usePhone();
  const { lines, adjustments } = statement;
  const month = formatMonth(`${statement.month}-01`);
  const isSettled = statement.settled_at !== null;
  return (
    <article
      aria-label={t("statement.title", { month })}
      className="flex min-w-0 flex-1 flex-col rounded-lg border bg-card px-7 pt-6 pb-5 max-[759px]:px-4 max-[759px]:pt-4"
    >
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-1">
        <div>
          <h2 className="text-xl font-semibold title-tracking">{t("statement.title", { month })}</h2>
          <p className="mt-0.5 text-muted-foreground">
            {isSettled
              ? t("statement.of", { number: statement.number, reseller: statement.reseller_name })
              : statement.reseller_name}
          </p>
        </div>
        <p className="text-right text-xs text-muted-foreground max-[759px]:text-left">
          {statement.settled_at !== null
            ? t("statement.settled_at", { at: formatDateTime(statement.settled_at, zone) })
            : t("statement.as_known")}
          <br />
          {t("statement.currency")}
        </p>
      </header>
      {lines.length + adjustments.length === 0 ? (
        <p className="py-10 text-center text-muted-foreground">{t("statement.no_lines")}</p>
      ) : phone ? (
        <PhoneLines lines={lines} adjustments={adjustments} />
      ) : (
        <Lines lines={lines} adjustments={adjustments} />
      )}
      <footer className="mt-auto pt-8 max-[759px]:pt-4">
        <div className="flex flex-wrap items-baseline justify-end gap-x-6 border-t border-foreground pt-3">
          <p className="mr-auto text-muted-foreground">
            {t("statement.rounded", {
              count: lines.length + adjustments.length,
              shown: formatCount(lines.length + adjustments.length),
            })}
          </p>
          <p className="text-muted-foreground">
            {t("statement.base")} <Amount amount={sum(lines.map((line) => line.base))} />
          </p>
          <p className="text-xl font-semibold title-tracking" data-testid="statement-total">
            <Amount amount={statement.total} />
          </p>
        </div>
      </footer>
    </article>
  );
}

/** The sheet while its month is on its way. */
export function StatementSkeleton() {
  const { t } = useTranslation();
  return (
    <div
      role="status"
      aria-label={t("lists.loading")}
      className="flex min-h-80 flex-1 flex-col gap-6 rounded-lg border bg-card px-7 py-6"
    >
      <Skeleton className="h-6 w-72 max-w-full" />
      {["w-full", "w-4/5", "w-11/12", "w-3/5"].map((width) => (
        <Skeleton key={width} className={width} />
      ))}
    </div>
  );
}

type LinesProps = { lines: readonly CommissionLine[]; adjustments: readonly Adjustment[] };

/** A refund is a line without days, whose base is what was given back. */
const isRefund = (line: CommissionLine) => line.days === 0;

function Lines({ lines, adjustments }: LinesProps) {
  const { t } = useTranslation();
  const head = "px-2 pb-2 text-left font-medium text-muted-foreground first:pl-0 last:pr-0";
  const cell = "px-2 py-2.5 align-middle first:pl-0 last:pr-0";
  return (
    <table className="mt-6 w-full border-collapse tabular-nums">
      <thead>
        <tr className="border-b">
          <th className={head}>{t("statement.organisation")}</th>
          <th className={head}>{t("statement.plan")}</th>
          <th className={head}>{t("statement.period")}</th>
          <th className={`${head} text-right!`}>{t("statement.days")}</th>
          <th className={`${head} text-right!`}>{t("statement.base")}</th>
          <th className={`${head} text-right!`}>{t("statement.rate")}</th>
          <th className={`${head} text-right!`}>{t("statement.amount")}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two refunds may be alike in everything, and lines never move.
          <tr key={index} className="border-b" data-row>
            <td className={cell}>
              <Reason line={line} />
            </td>
            <td className={cell}>{planOf(line)}</td>
            <td className={`${cell} whitespace-nowrap text-muted-foreground`}>
              {isRefund(line) ? "" : formatDayRange(line.from, line.to)}
            </td>
            <td className={`${cell} text-right text-muted-foreground`}>{isRefund(line) ? "" : line.days}</td>
            <td className={`${cell} text-right`}>
              <Amount amount={line.base} />
            </td>
            <td className={`${cell} text-right text-muted-foreground`}>
              {Number(line.base) !== 0 && <Percent rate={line.rate} />}
            </td>
            <td className={`${cell} text-right font-medium`}>
              <Amount amount={line.amount} />
            </td>
          </tr>
        ))}
        {adjustments.map((line) => (
          <tr key={`${line.month} ${line.organisation_id}`} className="border-b" data-row>
            <td className={cell} colSpan={2}>
              <Reason line={line} />
            </td>
            <td className={`${cell} text-muted-foreground`} colSpan={4}>
              {t("statement.adjustment_of", { month: formatMonth(`${line.month}-01`) })}
            </td>
            <td className={`${cell} text-right font-medium`}>
              <Amount amount={line.amount} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Reason({ line }: { line: CommissionLine | Adjustment }) {
  return (
    <>
      <span className="block font-medium [overflow-wrap:anywhere]">
        <OrganisationName line={line} />
      </span>
      <span className="block max-w-[52ch] text-xs text-muted-foreground">{line.explanation}</span>
    </>
  );
}

/** For operators it leads to what the line follows from: a reseller has no page of it to open. */
function OrganisationName({ line }: { line: CommissionLine | Adjustment }) {
  if (!useCan("operate")) return line.organisation_name;
  return (
    <Link to="/organisations/$id" params={{ id: line.organisation_id }} className="rounded-xs hover:underline">
      {line.organisation_name}
    </Link>
  );
}

/** On a phone a line is two: what and how much, then why. */
function PhoneLines({ lines, adjustments }: LinesProps) {
  const { t } = useTranslation();
  const row = "flex min-h-[68px] flex-col justify-center gap-0.5 border-b py-2.5";
  return (
    <ul className="mt-4 border-t">
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: as in the table.
        <li key={index} className={row} data-row>
          <PhoneHead line={line} />
          {!isRefund(line) && (
            <span className="flex flex-wrap gap-x-2 text-muted-foreground tabular-nums">
              {[planOf(line), formatDayRange(line.from, line.to)].filter(Boolean).join(", ")}
            </span>
          )}
          <span className="text-xs text-muted-foreground">{line.explanation}</span>
        </li>
      ))}
      {adjustments.map((line) => (
        <li key={`${line.month} ${line.organisation_id}`} className={row} data-row>
          <PhoneHead line={line} />
          <span className="text-muted-foreground">
            {t("statement.adjustment_of", { month: formatMonth(`${line.month}-01`) })}
          </span>
          <span className="text-xs text-muted-foreground">{line.explanation}</span>
        </li>
      ))}
    </ul>
  );
}

function PhoneHead({ line }: { line: CommissionLine | Adjustment }) {
  return (
    <span className="flex items-baseline gap-3">
      <span className="min-w-0 flex-1 truncate text-[15px] leading-[22px] font-medium">
        <OrganisationName line={line} />
      </span>
      <Amount amount={line.amount} className="text-[15px] font-medium" />
    </span>
  );
}

/** Plans are named by their code in the ledger, since a plan may be renamed. */
function planOf({ plan }: CommissionLine): string {
  return plan === null ? "" : plan.charAt(0).toUpperCase() + plan.slice(1);
}
