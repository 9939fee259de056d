import { Link } from "@tanstack/react-router";
import { CalendarClock, Package, RefreshCw, UsersRound } from "lucide-react";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Renewal } from "@/api/events";
import { useTimeZone } from "@/api/session";
import { Money } from "@/components/money";
import { buttonVariants } from "@/components/ui/button";
import { formatDate, todayIn } from "@/lib/format";

export function useRenewalTitle(): (renewal: Renewal) => string {
  const { t } = useTranslation();
  return useCallback(
    (renewal) => t("events.renewal_of", { product: renewal.product_name, contact: renewal.contact_name }),
    [t],
  );
}

/** One line: what renews, and whose. */
export function RenewalBlock({ renewal }: { renewal: Renewal }) {
  const { t } = useTranslation();
  return (
    <span className="flex min-w-0 items-center gap-1 leading-4">
      <RefreshCw className="size-3 shrink-0" aria-label={t("events.renewal")} />
      <span className="min-w-0 flex-1 truncate font-medium">{renewal.product_name}</span>
    </span>
  );
}

export function RenewalCard({ renewal }: { renewal: Renewal }) {
  const title = useRenewalTitle();
  return (
    <article className="renewal-block flex min-w-0 flex-col px-3.5 py-2">
      <h3 className="flex items-center gap-1.5 text-[15px] leading-[22px] font-medium">
        <RefreshCw className="size-3.5 shrink-0" aria-hidden />
        <Link
          to="/services/$id"
          params={{ id: renewal.id }}
          className="[overflow-wrap:anywhere] after:absolute after:inset-0 hover:underline"
        >
          {title(renewal)}
        </Link>
      </h3>
    </article>
  );
}

/** A renewal at a glance, and the way to whose it is. */
export function RenewalPeek({ renewal }: { renewal: Renewal }) {
  const { t } = useTranslation();
  const title = useRenewalTitle();
  const today = todayIn(useTimeZone());
  return (
    <article aria-label={title(renewal)}>
      <div className="flex flex-col gap-2.5 p-3.5">
        <p className="flex items-center gap-1.5 text-muted-foreground">
          <RefreshCw className="size-4" strokeWidth={1.6} aria-hidden />
          {renewal.auto_renew ? t("events.renewal_auto") : t("events.renewal_manual")}
        </p>
        <h2 className="text-base font-semibold [overflow-wrap:anywhere]">{renewal.product_name}</h2>
        <ul className="flex flex-col gap-1.5 tabular-nums [&_li]:flex [&_li]:items-start [&_li]:gap-2 [&_li>svg]:mt-0.5 [&_li>svg]:size-4 [&_li>svg]:shrink-0 [&_li>svg]:text-muted-foreground">
          <li>
            <CalendarClock strokeWidth={1.6} aria-hidden />
            {formatDate(renewal.renewal_date, today)}
          </li>
          <li>
            <UsersRound strokeWidth={1.6} aria-hidden />
            {renewal.contact_name}
          </li>
          <li>
            <Package strokeWidth={1.6} aria-hidden />
            <span>
              {t("events.quantity")} {renewal.quantity}, <Money amount={renewal.revenue} />
            </span>
          </li>
        </ul>
      </div>
      <div className="border-t px-3.5 py-2.5">
        <Link to="/contacts/$id" params={{ id: renewal.contact_id }} className={buttonVariants({ variant: "primary" })}>
          {t("events.contact")}
        </Link>
      </div>
    </article>
  );
}
