import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Clock, Phone, RefreshCw, TrendingDown, TrendingUp, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Summary, summaryOf } from "@/api/contact-hub";
import { choiceOf, useEnum } from "@/api/meta";
import type { Contact } from "@/api/resources";
import { useCan, useCurrency, useTimeZone } from "@/api/session";
import { DueDate } from "@/components/dates";
import { EnumGlyph } from "@/components/enum-parts";
import { Money } from "@/components/money";
import { RailCard } from "@/components/page";
import { RenewDialog } from "@/components/renew-dialog";
import { FailedPart } from "@/components/states";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { formatDate, formatMoney, formatTime, localDay, todayIn } from "@/lib/format";
import type { Planner } from "./planner";

/** What belongs to a contact, told in one answer. */
export function ContactRail({ contact, planner }: { contact: Contact; planner: Planner }) {
  const { t } = useTranslation();
  const query = useQuery(summaryOf(contact.id));
  if (query.isPending) {
    return (
      <div role="status" aria-label={t("lists.loading")} className="flex flex-col gap-2.5">
        {["h-36", "h-28", "h-24", "h-20"].map((height) => (
          <div key={height} className={`rounded-lg border bg-card p-3.5 ${height}`}>
            <Skeleton className="w-32" />
          </div>
        ))}
      </div>
    );
  }
  if (query.data === undefined) {
    return <FailedPart onRetry={() => void query.refetch()}>{t("contact_hub.summary_failed")}</FailedPart>;
  }
  const summary = query.data;
  return (
    <>
      <YearCard summary={summary} />
      <RenewalCard contact={contact} summary={summary} planner={planner} />
      <TicketsCard contact={contact} summary={summary} />
      <EventCard summary={summary} planner={planner} />
      <ServicesCard contact={contact} summary={summary} />
    </>
  );
}

/** What the coming twelve months bring: profit for those who may read costs, else revenue. */
function YearCard({ summary }: { summary: Summary }) {
  const { t } = useTranslation();
  const currency = useCurrency();
  const { next_year: next, last_year: last, months } = summary;
  const isProfit = next.margin !== null;
  const amount = next.margin ?? next.revenue;
  const before = Number(last.margin ?? last.revenue);
  if (Number(next.revenue) === 0 && Number(last.revenue) === 0) return null;
  const change = before > 0 ? Number(amount) / before - 1 : null;
  const percent = (share: number, digits = 0) =>
    new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: digits }).format(share);
  const values = months.map((month) => Number(month.margin ?? month.revenue));
  return (
    <RailCard title={isProfit ? t("contact_hub.profit") : t("contact_hub.revenue")}>
      <p className="flex items-baseline justify-between gap-2">
        <Money amount={amount} className="text-xl font-semibold title-tracking" />
        {change !== null && Math.abs(change) >= 0.005 && (
          <span
            className={`inline-flex items-center gap-1 [&_svg]:size-3.5 ${change > 0 ? "text-success-fg" : "text-destructive-fg"}`}
          >
            {change > 0 ? <TrendingUp aria-hidden /> : <TrendingDown aria-hidden />}
            {change > 0
              ? t("contact_hub.up", { percent: percent(change) })
              : t("contact_hub.down", { percent: percent(-change) })}
          </span>
        )}
      </p>
      {isProfit && Number(next.revenue) > 0 && (
        <p className="mt-0.5 text-muted-foreground tabular-nums">
          {t("contact_hub.profit_detail", {
            revenue: formatMoney(next.revenue, currency),
            percent: percent(Number(amount) / Number(next.revenue), 1),
          })}
        </p>
      )}
      {Number(last.revenue) > 0 && (
        <p className="mt-0.5 text-muted-foreground tabular-nums">
          {t("contact_hub.last_profit", { amount: formatMoney(last.margin ?? last.revenue, currency) })}
        </p>
      )}
      <Sparkline
        values={values}
        label={t("contact_hub.by_month", {
          amounts: months.map((month) => formatMoney(month.margin ?? month.revenue, currency)).join(", "),
        })}
      />
    </RailCard>
  );
}

/** The course of some amounts; who cannot see it hears them. */
function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  const width = 240;
  const height = 40;
  const top = Math.max(...values, 0);
  const bottom = Math.min(...values, 0);
  if (top === bottom) return null;
  const y = (value: number) => 2 + (height - 4) * (1 - (value - bottom) / (top - bottom));
  const points = values.map((value, index) => `${(index * width) / (values.length - 1)},${y(value).toFixed(1)}`);
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className="mt-3 h-10 w-full text-primary"
      role="img"
      aria-label={label}
    >
      <polygon points={`0,${y(0)} ${points.join(" ")} ${width},${y(0)}`} fill="currentColor" fillOpacity="0.14" />
      <polyline
        points={points.join(" ")}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

type CardProps = { contact: Contact; summary: Summary };

function RenewalCard({ contact, summary, planner }: CardProps & { planner: Planner }) {
  const { t } = useTranslation();
  const today = todayIn(useTimeZone());
  const periods = useEnum("billing_period");
  const canRenew = useCan("write_services");
  const canPlan = useCan("write_events");
  const [isRenewing, setRenewing] = useState(false);
  const next = summary.next_renewal;
  if (next === null) return null;
  return (
    <RailCard title={t("contact_hub.next_renewal")} count={<DaysBadge days={next.days} />}>
      <p className="flex justify-between gap-3">
        <Link
          to="/services/$id"
          params={{ id: next.service_id }}
          className="min-w-0 font-medium [overflow-wrap:anywhere] hover:underline"
        >
          {next.quantity === 1
            ? next.product_name
            : t("contact_hub.quantity", { name: next.product_name, count: next.quantity })}
        </Link>
        <Money amount={next.revenue} className="font-medium" />
      </p>
      <p className="mt-0.5 flex justify-between gap-3 text-muted-foreground">
        <span className="tabular-nums">
          {formatDate(next.renewal_date, today)}, {choiceOf(periods, next.billing_period).label.toLowerCase()}
        </span>
        <span>{next.auto_renew ? t("contact_hub.automatic") : t("contact_hub.by_hand")}</span>
      </p>
      {(canRenew || canPlan) && (
        <div className="mt-2.5 flex flex-wrap gap-2">
          {canRenew && (
            <Button onClick={() => setRenewing(true)}>
              <RefreshCw aria-hidden />
              {t("contact_hub.renew")}
            </Button>
          )}
          {canPlan && (
            <Button
              variant="ghost"
              onClick={() =>
                planner.plan({
                  type: "Call",
                  title: t("contact_hub.call_with", { name: contact.primary_contact ?? contact.name }),
                })
              }
            >
              <Phone aria-hidden />
              {t("contact_hub.plan_call")}
            </Button>
          )}
        </div>
      )}
      <RenewDialog
        meant={isRenewing ? { id: next.service_id, renewal_date: next.renewal_date } : null}
        onClose={() => setRenewing(false)}
      />
    </RailCard>
  );
}

function DaysBadge({ days }: { days: number }) {
  const { t } = useTranslation();
  if (days < 0) {
    return (
      <Badge tone="destructive">
        <TriangleAlert aria-hidden />
        {t("contact_hub.overdue_days", { count: -days })}
      </Badge>
    );
  }
  return (
    <Badge tone={days <= 30 ? "warning" : "plain"}>
      <Clock aria-hidden />
      {days === 0 ? t("contact_hub.today") : t("contact_hub.in_days", { count: days })}
    </Badge>
  );
}

const row = "flex min-h-[30px] items-center gap-2 rounded-xs hover:underline pointer-coarse:min-h-11";

function TicketsCard({ contact, summary }: CardProps) {
  const { t } = useTranslation();
  const count = summary.counts.open_tickets;
  return (
    <RailCard title={t("contact_hub.open_tickets")} count={count}>
      {count === 0 && <p className="text-muted-foreground">{t("contact_hub.no_open_tickets")}</p>}
      <ul>
        {summary.open_tickets.map((ticket) => (
          <li key={ticket.id}>
            <Link to="/tickets/$id" params={{ id: ticket.id }} className={row}>
              <EnumGlyph name="ticket_priority" value={ticket.priority} />
              <span className="text-muted-foreground tabular-nums">#{ticket.number}</span>
              <span className="min-w-0 flex-1 truncate">{ticket.title}</span>
              {ticket.scheduled_date && (
                <span className="text-xs">
                  <DueDate date={ticket.scheduled_date} />
                </span>
              )}
              <EnumGlyph name="ticket_status" value={ticket.status} />
            </Link>
          </li>
        ))}
      </ul>
      {count > summary.open_tickets.length && (
        <Link
          to="/tickets"
          search={{ contact_id: [contact.id], status: ["Open", "In Progress", "Waiting"] }}
          className="mt-1 inline-block text-link hover:underline"
        >
          {t("contact_hub.more_tickets", { count })}
        </Link>
      )}
    </RailCard>
  );
}

function EventCard({ summary, planner }: { summary: Summary; planner: Planner }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const canPlan = useCan("write_events");
  const event = summary.next_event;
  return (
    <RailCard title={t("contact_hub.next_event")}>
      {event ? (
        <button
          type="button"
          className="flex w-full items-center gap-3 rounded-sm text-left [&:hover_.name]:underline"
          onClick={() => planner.open(event.id)}
        >
          <DayLeaf day={localDay(event.start_at, zone)} />
          <span className="min-w-0">
            <span className="name block truncate">{event.title}</span>
            <span className="block truncate text-muted-foreground tabular-nums">
              <EventWhen event={event} />
            </span>
          </span>
        </button>
      ) : (
        <p className="flex items-center justify-between gap-2 text-muted-foreground">
          {t("contact_hub.no_event")}
          {canPlan && (
            <Button size="small" variant="ghost" onClick={() => planner.plan()}>
              {t("contact_hub.add_event")}
            </Button>
          )}
        </p>
      )}
    </RailCard>
  );
}

type When = { start_at: string; end_at: string; all_day: boolean; location: string | null };

/** "Today, 14:15 to 15:15": when, and where. */
export function EventWhen({ event }: { event: When }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const today = todayIn(zone);
  const day = localDay(event.start_at, zone);
  const date = day === today ? t("dates.today") : formatDate(day, today);
  const times = event.all_day
    ? t("calendar.all_day")
    : t("calendar.from_to", { start: formatTime(event.start_at, zone), end: formatTime(event.end_at, zone) });
  return <>{[`${date}, ${times}`, event.location].filter(Boolean).join(", ")}</>;
}

/** A day as a leaf of a calendar. */
export function DayLeaf({ day }: { day: string }) {
  const date = new Date(`${day}T00:00:00Z`);
  return (
    <span
      className="grid w-9 shrink-0 overflow-hidden rounded-sm border border-border-strong text-center leading-none"
      aria-hidden
    >
      <span className="bg-secondary py-[3px] text-2xs text-muted-foreground">
        {date.toLocaleDateString(undefined, { month: "short", timeZone: "UTC" })}
      </span>
      <span className="py-1 font-semibold tabular-nums">{date.getUTCDate()}</span>
    </span>
  );
}

function ServicesCard({ contact, summary }: CardProps) {
  const { t } = useTranslation();
  const currency = useCurrency();
  const canSell = useCan("write_services");
  const { services, counts } = summary;
  const more = counts.services - services.length;
  const amount = formatMoney(summary.yearly, currency);
  return (
    <RailCard title={t("contact_hub.services")} count={counts.services}>
      {counts.services === 0 && (
        <p className="flex items-center justify-between gap-2 text-muted-foreground">
          {t("contact_hub.no_services")}
          {canSell && (
            <Link to="/services/new" search={{ contact_id: contact.id }} className="text-link hover:underline">
              {t("contact_hub.sell")}
            </Link>
          )}
        </p>
      )}
      <ul>
        {services.map((service) => (
          <li key={service.id}>
            <Link to="/services/$id" params={{ id: service.id }} className={row}>
              <span className="min-w-0 flex-1 truncate">
                {service.quantity === 1
                  ? service.product_name
                  : t("contact_hub.quantity", { name: service.product_name, count: service.quantity })}
              </span>
              <Money amount={service.yearly} />
            </Link>
          </li>
        ))}
      </ul>
      {services.length > 0 && (
        <Link
          to="/contacts/$id"
          params={{ id: contact.id }}
          search={{ tab: "services" }}
          className="mt-1 inline-block text-link tabular-nums hover:underline"
        >
          {more > 0 ? t("contact_hub.more_services", { count: more, amount }) : t("contact_hub.yearly", { amount })}
        </Link>
      )}
    </RailCard>
  );
}
