import { Eye, Lock } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Commission, SettledStatement } from "@/api/commission";
import { cn } from "@/lib/classes";
import { formatMonth } from "@/lib/format";
import { sum } from "@/lib/margin";
import { RailCard } from "../page";
import { currentMonth } from "./months";
import { Amount } from "./statement-parts";

/** The sheet with what stands beside it; on a narrow window below it. */
export function StatementLayout({ children, rail }: { children: ReactNode; rail: ReactNode }) {
  return (
    <div className="min-h-0 flex-1 overflow-y-auto bg-muted dark:bg-sidebar">
      <div className="flex min-h-full gap-5 p-5 max-[1099px]:min-h-0 max-[1099px]:flex-col max-[759px]:gap-3 max-[759px]:p-3">
        {children}
        <aside className="flex w-[272px] shrink-0 flex-col gap-3 max-[1099px]:w-full">{rail}</aside>
      </div>
    </div>
  );
}

/** Whether it can still change, and what follows from that. */
export function StatementNote({ statement }: { statement: Commission }) {
  const { t } = useTranslation();
  const settled = statement.status === "settled";
  const Icon = settled ? Lock : Eye;
  const open = statement.month >= currentMonth();
  const text = settled ? "settled" : open ? "open" : "over";
  return (
    <section className="flex gap-2.5 rounded-lg border bg-card p-3.5">
      <Icon
        className={cn("mt-0.5 size-4 shrink-0", settled ? "text-success-fg" : "text-muted-foreground")}
        aria-hidden
      />
      <div>
        <h2 className="font-semibold">{t(`statement.note.${text}_title`)}</h2>
        <p className="mt-1 text-xs text-muted-foreground">{t(`statement.note.${text}`)}</p>
      </div>
    </section>
  );
}

/** What is paid: the lines, and what earlier months turned out to be. */
export function Payout({ statement }: { statement: Commission }) {
  const { t } = useTranslation();
  return (
    <RailCard title={t("statement.payout")}>
      <dl className="grid grid-cols-[1fr_auto] gap-y-2 [&_dd]:text-right">
        <dt className="text-muted-foreground">{t("statement.lines")}</dt>
        <dd>
          <Amount amount={sum(statement.lines.map((line) => line.amount))} />
        </dd>
        <dt className="text-muted-foreground">{t("statement.adjustments")}</dt>
        <dd>
          <Amount amount={sum(statement.adjustments.map((line) => line.amount))} />
        </dd>
        <dt className="font-semibold">{t(statement.status === "settled" ? "statement.paid" : "statement.expected")}</dt>
        <dd className="font-semibold">
          <Amount amount={statement.total} />
        </dd>
      </dl>
    </RailCard>
  );
}

type StatementMonthsProps = {
  statements: readonly SettledStatement[];
  /** Months that wait to be settled. */
  unsettled?: readonly string[];
  month: string;
  onMonth: (month: string) => void;
};

/** The months of a reseller, the latest first. */
export function StatementMonths({ statements, unsettled = [], month, onMonth }: StatementMonthsProps) {
  const { t } = useTranslation();
  const waiting = unsettled.map((one) => ({ id: one, month: one, total: undefined }));
  const rows = [...waiting, ...statements].toSorted((a, b) => b.month.localeCompare(a.month));
  return (
    <RailCard title={t("statement.statements")}>
      {rows.length === 0 ? (
        <p className="text-xs text-muted-foreground">{t("statement.none_settled")}</p>
      ) : (
        <ul className="-mx-2 max-h-80 overflow-y-auto">
          {rows.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                aria-current={one.month === month ? "true" : undefined}
                onClick={() => onMonth(one.month)}
                className="flex min-h-9 w-full items-center gap-2 rounded-sm px-2 text-left hover:bg-accent aria-[current]:bg-accent pointer-coarse:min-h-11"
              >
                {one.total === undefined ? (
                  <Eye className="size-3.5 shrink-0 text-muted-foreground" aria-hidden />
                ) : (
                  <Lock className="size-3.5 shrink-0 text-success-fg" aria-hidden />
                )}
                <span className="min-w-0 flex-1 truncate font-medium">{formatMonth(`${one.month}-01`)}</span>
                {one.total === undefined ? (
                  <span className="text-muted-foreground">{t("statement.status.preview")}</span>
                ) : (
                  <>
                    <span className="sr-only">{t("statement.status.settled")}</span>
                    <Amount amount={one.total} />
                  </>
                )}
              </button>
            </li>
          ))}
        </ul>
      )}
    </RailCard>
  );
}
