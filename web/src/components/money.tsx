import { useCurrency } from "@/api/session";
import { cn } from "@/lib/classes";
import { formatMoney } from "@/lib/format";

type MoneyProps = { amount: string | null; className?: string; currency?: string };

/** An amount, in the organisation's currency unless another is named. Nothing where the reader may not see it. */
export function Money({ amount, className, currency }: MoneyProps) {
  const own = useCurrency();
  if (amount === null) return null;
  return <span className={cn("tabular-nums", className)}>{formatMoney(amount, currency ?? own)}</span>;
}
