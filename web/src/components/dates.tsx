import { Clock, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useTimeZone } from "@/api/session";
import {
  daysBetween,
  formatDate,
  formatDateTime,
  formatFullDateTime,
  formatTime,
  localDay,
  todayIn,
} from "@/lib/format";

/** A day on which work is due: today and overdue have their own shape. */
export function DueDate({ date, closed = false }: { date: string | null; closed?: boolean }) {
  const { t } = useTranslation();
  const today = todayIn(useTimeZone());
  if (date === null) return <span className="text-muted-foreground">{t("dates.none")}</span>;
  const days = daysBetween(today, date);
  if (days < 0 && !closed) {
    return (
      <span className="inline-flex items-center gap-1 font-medium text-destructive-fg tabular-nums">
        <TriangleAlert className="size-3.5 shrink-0" aria-label={t("dates.overdue")} />
        {formatDate(date, today)}
      </span>
    );
  }
  if (days === 0 && !closed) {
    return (
      <span className="inline-flex items-center gap-1 font-medium text-warning-fg">
        <Clock className="size-3.5 shrink-0" aria-hidden />
        {t("dates.today")}
      </span>
    );
  }
  return <span className="tabular-nums">{days === 1 ? t("dates.tomorrow") : formatDate(date, today)}</span>;
}

/** An instant in the reader's zone, of today only the time; the full date is in the title. */
export function Moment({ at, className }: { at: string; className?: string }) {
  const zone = useTimeZone();
  return (
    <time dateTime={at} title={`${formatFullDateTime(at, zone)} (${zone})`} className={className ?? "tabular-nums"}>
      {localDay(at, zone) === todayIn(zone) ? formatTime(at, zone) : formatDateTime(at, zone)}
    </time>
  );
}

/** The time alone, where the day stands above. */
export function TimeOfDay({ at }: { at: string }) {
  const zone = useTimeZone();
  return (
    <time dateTime={at} title={`${formatFullDateTime(at, zone)} (${zone})`} className="tabular-nums">
      {formatTime(at, zone)}
    </time>
  );
}
