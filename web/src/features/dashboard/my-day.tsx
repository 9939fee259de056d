import { Link } from "@tanstack/react-router";
import { Calendar, type LucideIcon, Ticket, Wrench } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { WorkItem } from "@/api/dashboard";
import { useTimeZone } from "@/api/session";
import { Badge } from "@/components/ui/badge";
import { formatDateTime, formatTime, localDay, todayIn } from "@/lib/format";

const icons: Record<WorkItem["kind"], LucideIcon> = { ticket: Ticket, booking: Wrench, event: Calendar };
const look = "flex min-h-10 items-center gap-3 rounded-sm px-1 py-1 hover:bg-accent pointer-coarse:min-h-11";

/** What is due, booked and planned for who is signed in, by the clock; what is late comes first. */
export function MyDay({ work }: { work: readonly WorkItem[] }) {
  const { t } = useTranslation();
  if (work.length === 0) return <p className="text-muted-foreground">{t("dashboard.today_none")}</p>;
  return (
    <ul className="flex flex-col divide-y">
      {work.map((item) => (
        <li key={`${item.kind}${item.id}`}>
          {item.kind === "event" ? (
            <Link to="/calendar" search={{ event: item.id }} className={look}>
              <Face item={item} />
            </Link>
          ) : (
            <Link to="/tickets/$id" params={{ id: item.id }} className={look}>
              <Face item={item} />
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}

function Face({ item }: { item: WorkItem }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const Icon = icons[item.kind];
  const isToday = localDay(item.at, zone) === todayIn(zone);
  const at = item.all_day
    ? t("dashboard.all_day")
    : isToday
      ? formatTime(item.at, zone)
      : formatDateTime(item.at, zone);
  return (
    <>
      <Icon className="size-4 shrink-0 text-muted-foreground" strokeWidth={1.75} aria-hidden />
      <span className="sr-only">{t(`dashboard.kinds.${item.kind}`)}</span>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{item.title}</span>
        {item.contact_name && <span className="block truncate text-xs text-muted-foreground">{item.contact_name}</span>}
      </span>
      {item.late && <Badge tone="destructive">{t("dashboard.late")}</Badge>}
      <span className="shrink-0 text-muted-foreground tabular-nums">{at}</span>
    </>
  );
}
