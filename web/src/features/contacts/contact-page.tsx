import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CalendarPlus, Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { summaryOf } from "@/api/contact-hub";
import { type Contact, contacts } from "@/api/resources";
import { useCan } from "@/api/session";
import { useRowActions } from "@/components/data-table/row-actions";
import { Page } from "@/components/page";
import { RecordFaces } from "@/components/record";
import { RecordActions } from "@/components/record-actions";
import { Button, buttonVariants } from "@/components/ui/button";
import { Tab, TabList, TabPanel, Tabs } from "@/components/ui/tabs";
import { formatCount } from "@/lib/format";
import { useMedia, usePhone } from "@/lib/media";
import { ContactComposer } from "./contact-composer";
import { ContactDetails, ContactHead } from "./contact-details";
import { ContactEvents, ContactServices, ContactTickets } from "./contact-parts";
import { ContactRail } from "./contact-rail";
import { ContactTimeline } from "./contact-timeline";
import type { OpenedEvent, Planner } from "./planner";

type PageProps = {
  id: string;
  /** The part of the page that is open, as the address says. */
  tab: string | undefined;
  onTab: (tab: string | undefined) => void;
  /** The form of an event, as the calendar has it. */
  eventSheet: (event: OpenedEvent, onClose: () => void) => ReactNode;
  children?: ReactNode;
};

export function ContactPage({ id, tab, onTab, eventSheet, children }: PageProps) {
  const { t } = useTranslation();
  const [event, setEvent] = useState<OpenedEvent | null>(null);
  const planner: Planner = { plan: (as) => setEvent({ as }), open: (eventId) => setEvent({ id: eventId }) };
  const query = useQuery(contacts.one(id));
  const parent = { label: t("contacts.title"), link: { to: "/contacts" } };
  return (
    <RecordFaces query={query} parent={parent}>
      {(contact) => (
        <Page title={contact.name} parent={parent} actions={<ContactActions contact={contact} planner={planner} />}>
          <ContactLayout contact={contact} tab={tab} onTab={onTab} planner={planner} />
          {event && eventSheet(event, () => setEvent(null))}
          {children}
        </Page>
      )}
    </RecordFaces>
  );
}

function ContactActions({ contact, planner }: { contact: Contact; planner: Planner }) {
  const { t } = useTranslation();
  const canWrite = useCan("write_contacts");
  const canTicket = useCan("write_tickets");
  const canPlan = useCan("write_events");
  const actions = useRowActions(contacts);
  if (!canWrite) return null;
  return (
    <RecordActions
      edit={{ to: "/contacts/$id/edit", params: { id: contact.id } }}
      list={{ to: "/contacts" }}
      onRemove={() => actions.remove(contact, contact.name)}
    >
      {canPlan && (
        <Button className="max-[759px]:hidden" onClick={() => planner.plan()}>
          <CalendarPlus aria-hidden />
          {t("contact_hub.add_event")}
        </Button>
      )}
      {canTicket && (
        <Link
          to="/tickets/new"
          search={{ contact_id: contact.id }}
          aria-label={t("tickets.new_for", { name: contact.name })}
          className={buttonVariants({ variant: "primary", className: "max-[759px]:hidden" })}
        >
          <Plus aria-hidden />
          {t("tickets.new")}
        </Link>
      )}
    </RecordActions>
  );
}

const tabs = ["timeline", "overview", "tickets", "services", "events"] as const;
type TabName = (typeof tabs)[number];

function isTab(value: unknown): value is TabName {
  return tabs.some((tab) => tab === value);
}

const rail = "flex flex-col gap-2.5 bg-muted p-3.5 dark:bg-sidebar";

type LayoutProps = Pick<PageProps, "tab" | "onTab"> & { contact: Contact; planner: Planner };

/** Fields | what happened, and its parts | what belongs to it. Without room the last becomes a tab; on a phone all is one column. */
function ContactLayout({ contact, tab, onTab, planner }: LayoutProps) {
  const { t } = useTranslation();
  const isWide = useMedia("(min-width: 1100px)");
  const isPhone = usePhone();
  const counts = useQuery(summaryOf(contact.id)).data?.counts;
  const hasOverview = !isWide;
  const open = isTab(tab) && (tab !== "overview" || hasOverview) ? tab : "timeline";
  const count = (number: number | undefined) => (number === undefined ? undefined : formatCount(number));
  const panel = "min-h-0 flex-1 px-7 py-4 max-[759px]:px-4 min-[760px]:overflow-y-auto";
  const parts = (
    <Tabs
      value={open}
      onValueChange={(next) => isTab(next) && onTab(next === "timeline" ? undefined : next)}
      className="flex min-h-0 min-w-0 flex-1 flex-col max-[759px]:flex-none"
    >
      <TabList aria-label={t("contact_hub.parts")} data-swipe className="px-5 max-[759px]:px-2">
        <Tab value="timeline">{t("contact_hub.timeline")}</Tab>
        {hasOverview && <Tab value="overview">{t("contact_hub.overview")}</Tab>}
        <Tab value="tickets" count={count(counts?.tickets)}>
          {t("contact_hub.tickets")}
        </Tab>
        <Tab value="services" count={count(counts?.services)}>
          {t("contact_hub.services")}
        </Tab>
        <Tab value="events" count={count(counts?.events)}>
          {t("contact_hub.events")}
        </Tab>
      </TabList>
      <TabPanel value="timeline" className={panel}>
        <ContactComposer contact={contact} />
        <ContactTimeline contact={contact} onEvent={planner.open} />
      </TabPanel>
      {hasOverview && (
        <TabPanel value="overview" className="min-h-0 flex-1 min-[760px]:overflow-y-auto">
          <div className={rail}>
            <ContactRail contact={contact} planner={planner} />
          </div>
          {isPhone && (
            <div className="flex flex-col gap-2 p-4">
              <ContactDetails contact={contact} />
            </div>
          )}
        </TabPanel>
      )}
      <TabPanel value="tickets" className={panel}>
        <ContactTickets contact={contact} />
      </TabPanel>
      <TabPanel value="services" className={panel}>
        <ContactServices contact={contact} />
      </TabPanel>
      <TabPanel value="events" className={panel}>
        <ContactEvents contact={contact} planner={planner} />
      </TabPanel>
    </Tabs>
  );
  if (isPhone) {
    return (
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="flex flex-col gap-2 px-4 pt-1 pb-3">
          <ContactHead contact={contact} />
        </div>
        {parts}
      </div>
    );
  }
  return (
    <div className="flex min-h-0 flex-1">
      <section className="flex w-[var(--shell-fields)] shrink-0 flex-col gap-2 overflow-y-auto border-r py-4 pr-4 pl-[var(--shell-gutter)]">
        <ContactHead contact={contact} />
        <ContactDetails contact={contact} />
      </section>
      {parts}
      {isWide && (
        <aside
          aria-label={t("actions.related")}
          className={`${rail} w-[var(--shell-rail)] shrink-0 overflow-y-auto border-l`}
        >
          <ContactRail contact={contact} planner={planner} />
        </aside>
      )}
    </div>
  );
}
