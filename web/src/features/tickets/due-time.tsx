import { Check, Clock, Pause, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Ticket } from "@/api/resources";
import { useTimeZone } from "@/api/session";
import { daysBetween, formatDate, formatFullDateTime, formatTime, localDay, todayIn } from "@/lib/format";

const shape = "inline-flex items-center gap-1 whitespace-nowrap tabular-nums [&_svg]:size-3.5 [&_svg]:shrink-0";

/** When a ticket is due by its service level, as glyph and word: it reads without colour. */
export function DueTime({ ticket }: { ticket: Pick<Ticket, "due_at" | "due_state"> }) {
  const { t } = useTranslation();
  const { due_at: at, due_state: state } = ticket;
  if (state === "paused") {
    return (
      <span className={`${shape} text-muted-foreground`}>
        <Pause aria-hidden />
        {t("service_levels.paused")}
      </span>
    );
  }
  if (state === "met" || state === "missed") {
    return (
      <span className={`${shape} text-muted-foreground`}>
        {state === "met" ? <Check aria-hidden /> : <TriangleAlert aria-hidden />}
        {state === "met" ? t("service_levels.met") : t("service_levels.missed")}
      </span>
    );
  }
  if (at === null) return <span className="text-muted-foreground">{t("dates.none")}</span>;
  if (state === "overdue") {
    return (
      <span className={`${shape} font-medium text-destructive-fg`}>
        <TriangleAlert aria-label={t("dates.overdue")} />
        <DueMoment at={at} />
      </span>
    );
  }
  if (state === "soon") {
    return (
      <span className={`${shape} font-medium text-warning-fg`}>
        <Clock aria-label={t("service_levels.soon")} />
        <DueMoment at={at} />
      </span>
    );
  }
  return (
    <span className={shape}>
      <DueMoment at={at} />
    </span>
  );
}

function DueMoment({ at }: { at: string }) {
  const zone = useTimeZone();
  const text = useDueText();
  return (
    <time dateTime={at} title={`${formatFullDateTime(at, zone)} (${zone})`}>
      {text(at)}
    </time>
  );
}

/** "14:00" today, "Mon 14:00" within a week, "Mon 30 Nov" beyond: what is far away needs no minute. */
function useDueText(): (at: string) => string {
  const { t } = useTranslation();
  const zone = useTimeZone();
  return (at) => {
    const today = todayIn(zone);
    const day = localDay(at, zone);
    const days = daysBetween(today, day);
    const date = formatDate(day, today);
    if (days === 0) return `${t("dates.today")} ${formatTime(at, zone)}`;
    return days > 0 && days < 7 ? `${date.split(" ")[0]} ${formatTime(at, zone)}` : date;
  };
}
