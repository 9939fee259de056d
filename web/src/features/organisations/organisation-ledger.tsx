import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { CircleDot, Handshake, type LucideIcon, Package, Users } from "lucide-react";
import { useTranslation } from "react-i18next";
import { choiceOf, useEnum } from "@/api/meta";
import { type LedgerEntry, ledgerQuery } from "@/api/organisations";
import { Moment } from "@/components/dates";
import { explain } from "@/components/explain";
import { FailedPart } from "@/components/states";
import { Skeleton } from "@/components/ui/skeleton";
import { formatMoney } from "@/lib/format";

const icons: Record<string, LucideIcon> = { plan: Package, status: CircleDot, seats: Users, reseller: Handshake };

/** Every change of what an organisation owes, newest first. */
export function OrganisationLedger({ id }: { id: string }) {
  const { t } = useTranslation();
  const ledger = useQuery(ledgerQuery(id));
  const plans = useEnum("plan");
  return (
    <section>
      <h2 className="mb-2 text-lg font-semibold tracking-[-0.01em]">{t("ledger.title")}</h2>
      {ledger.isPending && <Skeleton className="w-72" />}
      {ledger.isError && <FailedPart onRetry={() => void ledger.refetch()}>{explain(ledger.error, t)}</FailedPart>}
      <ol className="flex flex-col">
        {ledger.data?.items.map((entry, index) => {
          const Icon = icons[entry.kind] ?? CircleDot;
          return (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: entries of one moment may be alike, and none ever moves.
              key={index}
              className="flex min-h-9 items-center gap-2.5 border-b py-1.5 last:border-0"
            >
              <Icon className="size-4 shrink-0 text-muted-foreground" strokeWidth={1.5} aria-hidden />
              <span className="min-w-0 flex-1">{words(entry, choiceOf(plans, entry.plan ?? "").label, t)}</span>
              <span className="shrink-0 text-muted-foreground">
                <Moment at={entry.at} />
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function words(entry: LedgerEntry, plan: string, t: TFunction): string {
  if (entry.kind === "plan") {
    return t("ledger.plan", {
      plan,
      price: formatMoney(entry.monthly_price ?? "0", "GBP"),
      seats: t("ledger.seats_included", { count: entry.included_seats ?? 0 }),
      extra: formatMoney(entry.extra_seat_price ?? "0", "GBP"),
    });
  }
  if (entry.kind === "status") return t(`ledger.status.${entry.status}`);
  if (entry.kind === "seats") return t("ledger.seats", { count: entry.seats ?? 0 });
  return entry.reseller_name ? t("ledger.reseller", { name: entry.reseller_name }) : t("ledger.no_reseller");
}
