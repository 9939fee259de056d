import { Download, Eye, Lock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Commission, statementFile } from "@/api/commission";
import { cn } from "@/lib/classes";
import { formatPercent } from "@/lib/format";
import { Money } from "../money";
import { Badge } from "../ui/badge";
import { buttonVariants } from "../ui/button";

/** Every statement is in one currency, whatever the organisations reckon in. */
export const currency = "GBP";

/** What is taken back is red and has its minus; what is paid has no colour. */
export function Amount({ amount, className }: { amount: string; className?: string }) {
  return (
    <Money
      amount={amount}
      currency={currency}
      className={cn("whitespace-nowrap", amount.startsWith("-") && "text-destructive-fg", className)}
    />
  );
}

/** "25%", "12.5%": as many decimals as it has. */
export function Percent({ rate }: { rate: string }) {
  return <span className="tabular-nums">{formatPercent(Number(rate), 3, 0)}</span>;
}

export function StatementStatus({ status }: { status: Commission["status"] }) {
  const { t } = useTranslation();
  const settled = status === "settled";
  return (
    <Badge tone={settled ? "success" : "plain"}>
      {settled ? <Lock aria-hidden /> : <Eye aria-hidden />}
      {t(`statement.status.${status}`)}
    </Badge>
  );
}

type DownloadsProps = { statement: { id: string; number: number }; inRow?: boolean };

/** A settled statement as files: the same bytes for ever. */
export function StatementDownloads({ statement, inRow = false }: DownloadsProps) {
  const { t } = useTranslation();
  return (["csv", "pdf"] as const).map((suffix) => (
    <a
      key={suffix}
      href={statementFile(statement.id, suffix)}
      download
      aria-label={t("statement.download", { number: statement.number, kind: suffix.toUpperCase() })}
      className={buttonVariants(inRow ? { variant: "ghost", size: "small" } : {})}
    >
      <Download className={inRow ? "max-[1365px]:hidden" : undefined} aria-hidden />
      {suffix.toUpperCase()}
    </a>
  ));
}
