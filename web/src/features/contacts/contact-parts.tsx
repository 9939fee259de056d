import { type InfiniteData, type UseInfiniteQueryResult, useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { eventsOf, servicesOf } from "@/api/contact-hub";
import type { Page } from "@/api/resource";
import { type Contact, tickets } from "@/api/resources";
import { useCan, useTimeZone } from "@/api/session";
import { DueDate, Moment } from "@/components/dates";
import { EnumGlyph, EnumText } from "@/components/enum-parts";
import { Money } from "@/components/money";
import { Person } from "@/components/person";
import { FailedPart } from "@/components/states";
import { Button, buttonVariants } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { localDay } from "@/lib/format";
import { DayLeaf, EventWhen } from "./contact-rail";
import type { Planner } from "./planner";

type PartProps<Row> = {
  query: UseInfiniteQueryResult<InfiniteData<Page<Row>>>;
  label: string;
  none: string;
  actions: ReactNode;
  row: (row: Row) => ReactNode;
};

/** A list of what belongs to a contact, with all its faces. */
function Part<Row extends { id: string }>({ query, label, none, actions, row }: PartProps<Row>) {
  const { t } = useTranslation();
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-label={label}>
      <div className="mb-2 flex flex-wrap items-center justify-end gap-2 empty:hidden">{actions}</div>
      {query.isPending && (
        <div role="status" aria-label={t("lists.loading")} className="flex flex-col gap-5 py-3">
          <Skeleton className="w-full" />
          <Skeleton className="w-2/3" />
        </div>
      )}
      {query.isError && <FailedPart onRetry={() => void query.refetch()}>{t("contact_hub.failed")}</FailedPart>}
      {query.isSuccess && rows.length === 0 && <p className="py-1 text-muted-foreground">{none}</p>}
      <ul className="divide-y">
        {rows.map((one) => (
          <li key={one.id}>{row(one)}</li>
        ))}
      </ul>
      {query.hasNextPage && (
        <Button
          variant="ghost"
          className="mt-2"
          busy={query.isFetchingNextPage && t("lists.loading")}
          onClick={() => void query.fetchNextPage()}
        >
          {t("contact_hub.more")}
        </Button>
      )}
    </section>
  );
}

const line = "flex min-h-12 items-center gap-3 py-2 [&:hover_.name]:underline";

export function ContactTickets({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const canWrite = useCan("write_tickets");
  const query = useInfiniteQuery(tickets.list({ contact_id: [contact.id], sort: "-created_at" }));
  return (
    <Part
      query={query}
      label={t("contact_hub.tickets")}
      none={t("contact_hub.no_tickets")}
      actions={
        <>
          <Link to="/tickets" search={{ contact_id: [contact.id] }} className={buttonVariants({ variant: "ghost" })}>
            {t("contact_hub.in_list")}
          </Link>
          {canWrite && (
            <Link to="/tickets/new" search={{ contact_id: contact.id }} className={buttonVariants()}>
              <Plus aria-hidden />
              {t("tickets.new")}
            </Link>
          )}
        </>
      }
      row={(ticket) => (
        <Link to="/tickets/$id" params={{ id: ticket.id }} className={line}>
          <EnumGlyph name="ticket_priority" value={ticket.priority} />
          <span className="min-w-0 flex-1">
            <span className="name block truncate font-medium">{ticket.title}</span>
            <span className="block truncate text-muted-foreground">
              <span className="tabular-nums">#{ticket.number}</span>, <Moment at={ticket.created_at} />
            </span>
          </span>
          <Person
            id={ticket.assigned_user_id}
            name={ticket.assigned_user_name}
            className="w-36 shrink-0 max-[759px]:hidden"
          />
          {ticket.scheduled_date && <DueDate date={ticket.scheduled_date} closed={ticket.closed_at !== null} />}
          <EnumText name="ticket_status" value={ticket.status} className="w-28 shrink-0" />
        </Link>
      )}
    />
  );
}

export function ContactServices({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const canSell = useCan("write_services");
  const query = useInfiniteQuery(servicesOf(contact.id));
  return (
    <Part
      query={query}
      label={t("contact_hub.services")}
      none={t("contact_hub.no_services")}
      actions={
        canSell && (
          <Link to="/services/new" search={{ contact_id: contact.id }} className={buttonVariants()}>
            <Plus aria-hidden />
            {t("contact_hub.sell")}
          </Link>
        )
      }
      row={(service) => (
        <Link to="/services/$id" params={{ id: service.id }} className={line}>
          <span className="min-w-0 flex-1">
            <span className="name block truncate font-medium">
              {service.quantity === 1
                ? service.product_name
                : t("contact_hub.quantity", { name: service.product_name, count: service.quantity })}
            </span>
            <span className="flex flex-wrap items-center gap-x-2 text-muted-foreground">
              <EnumText name="billing_period" value={service.billing_period} />
              <Money amount={service.unit_price ?? service.product_price} />
              {service.auto_renew ? t("contact_hub.automatic") : t("contact_hub.by_hand")}
            </span>
          </span>
          {service.renewal_date && <DueDate date={service.renewal_date} closed={service.status !== "Active"} />}
          <EnumText name="service_status" value={service.status} className="w-24 shrink-0" />
        </Link>
      )}
    />
  );
}

export function ContactEvents({ contact, planner }: { contact: Contact; planner: Planner }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const canPlan = useCan("write_events");
  const query = useInfiniteQuery(eventsOf(contact.id));
  return (
    <Part
      query={query}
      label={t("contact_hub.events")}
      none={t("contact_hub.no_events")}
      actions={
        canPlan && (
          <Button onClick={() => planner.plan()}>
            <Plus aria-hidden />
            {t("contact_hub.add_event")}
          </Button>
        )
      }
      row={(event) => (
        <button type="button" className={`${line} w-full text-left`} onClick={() => planner.open(event.id)}>
          <DayLeaf day={localDay(event.start_at, zone)} />
          <span className="min-w-0 flex-1">
            <span className="name flex items-center gap-2 font-medium">
              {event.type && <EnumGlyph name="event_type" value={event.type} />}
              <span className="truncate">{event.title}</span>
            </span>
            <span className="block truncate text-muted-foreground tabular-nums">
              <EventWhen event={event} />
            </span>
          </span>
          <Person
            id={event.assigned_user_id}
            name={event.assigned_user_name}
            className="w-36 shrink-0 max-[759px]:hidden"
          />
          <EnumText name="event_status" value={event.status} className="w-28 shrink-0" />
        </button>
      )}
    />
  );
}
