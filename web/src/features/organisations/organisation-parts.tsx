import { useTranslation } from "react-i18next";
import type { Operated } from "@/api/organisations";
import { useTimeZone } from "@/api/session";
import { cn } from "@/lib/classes";
import { formatDay, localDay } from "@/lib/format";

/** How long a deleted organisation can come back, as the server says too. */
const trashDays = 30;

/** Seats used of those included; more than included cost extra, and say so. */
export function Seats({ organisation, className }: { organisation: Operated; className?: string }) {
  const { t } = useTranslation();
  const extra = organisation.seats - organisation.included_seats;
  return (
    <span className={cn("tabular-nums", className)}>
      {t("organisations.seats_of", { used: organisation.seats, included: organisation.included_seats })}
      {extra > 0 && <span className="ml-1.5 text-warning-fg">{t("organisations.seats_over", { count: extra })}</span>}
    </span>
  );
}

/** A day of the record, where the hour says nothing. */
export function Day({ at }: { at: string }) {
  return (
    <time dateTime={at} className="tabular-nums">
      {formatDay(localDay(at, useTimeZone()))}
    </time>
  );
}

/** Whether it pays at present. */
export function pays(organisation: Operated): boolean {
  return organisation.status === "active";
}

/** When what is in the trash goes for good. */
export function purgeTime(organisation: Operated): string | null {
  if (organisation.closed_at === null || organisation.purged_at !== null) return null;
  return Temporal.Instant.from(organisation.closed_at)
    .add({ hours: trashDays * 24 })
    .toString();
}

/** Whether there is anything left of it that can be operated. */
export function isHere(organisation: Operated): boolean {
  return organisation.closed_at === null;
}
