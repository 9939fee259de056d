import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { Check, Clock, Pause, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Ticket } from "@/api/resources";
import { type ServicePromise, standingQuery } from "@/api/service-levels";
import { useTimeZone } from "@/api/session";
import { FactsLine, SectionTitle } from "@/components/page";
import { workingTime } from "@/components/working-time";
import { cn } from "@/lib/classes";
import { formatDateTime, formatFullDateTime } from "@/lib/format";

type Look = { words: string; bar: string; glyph: ReactNode };

const looks: Record<ServicePromise["state"], Look> = {
  ok: { words: "", bar: "bg-primary", glyph: null },
  soon: { words: "text-warning-fg", bar: "bg-warning", glyph: <Clock aria-hidden /> },
  overdue: { words: "text-destructive-fg", bar: "bg-destructive", glyph: <TriangleAlert aria-hidden /> },
  paused: { words: "text-muted-foreground", bar: "bg-muted-foreground", glyph: <Pause aria-hidden /> },
  met: { words: "text-success-fg", bar: "bg-success", glyph: <Check aria-hidden /> },
  missed: { words: "text-destructive-fg", bar: "bg-destructive", glyph: <TriangleAlert aria-hidden /> },
};

/** How a ticket stands towards what its priority is promised, in working time. */
export function ServiceLevel({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const { data } = useQuery(standingQuery(ticket.id));
  // Known before the answer is there: room is kept for the promises that there are.
  const promised = [
    { label: t("service_levels.first_response"), due: ticket.first_response_due_at, promise: data?.first_response },
    { label: t("service_levels.resolution"), due: ticket.resolution_due_at, promise: data?.resolution },
  ].filter(({ due }) => due !== null);
  if (promised.length === 0) return null;
  return (
    <>
      <FactsLine />
      <SectionTitle>{t("service_levels.one")}</SectionTitle>
      <ul className="flex shrink-0 flex-col gap-2.5">
        {promised.map(({ label, promise }) => (
          <Standing key={label} label={label} promise={promise ?? null} />
        ))}
      </ul>
    </>
  );
}

function Standing({ label, promise }: { label: string; promise: ServicePromise | null }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  if (promise === null) return <li className="h-[46px]" aria-hidden />;
  const look = looks[promise.state];
  const used = Math.max(0, promise.target_minutes - promise.left_minutes);
  const share = Math.min(100, Math.round((used / Math.max(1, promise.target_minutes)) * 100));
  const moment = promise.kept_at ?? promise.due_at;
  return (
    <li className="flex flex-col gap-1">
      <div className="flex items-center justify-between gap-2">
        <span>{label}</span>
        <span
          className={cn(
            "inline-flex items-center gap-1 font-medium tabular-nums [&_svg]:size-3.5 [&_svg]:shrink-0",
            look.words,
          )}
        >
          {look.glyph}
          {words(promise, used, t)}
        </span>
      </div>
      <div className="h-1 overflow-hidden rounded-full bg-secondary" aria-hidden>
        <div className={cn("h-full rounded-full", look.bar)} style={{ width: `${share}%` }} />
      </div>
      {promise.state !== "paused" && (
        <p className="text-xs text-muted-foreground tabular-nums">
          <time dateTime={moment} title={`${formatFullDateTime(moment, zone)} (${zone})`}>
            {promise.kept_at
              ? t("service_levels.kept", { time: formatDateTime(moment, zone) })
              : t("service_levels.by", { time: formatDateTime(moment, zone) })}
          </time>
        </p>
      )}
    </li>
  );
}

function words({ state, left_minutes: left }: ServicePromise, used: number, t: TFunction): string {
  if (state === "met") return workingTime(used, t);
  if (left < 0) return t("service_levels.late", { time: workingTime(-left, t) });
  if (state === "missed" || state === "overdue") return t("service_levels.late", { time: workingTime(0, t) });
  const time = workingTime(left, t);
  return state === "paused" ? t("service_levels.paused_left", { time }) : t("service_levels.left", { time });
}
