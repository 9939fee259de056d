import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { attachmentsOf } from "@/api/conversations";
import type { Ticket } from "@/api/resources";
import { Tab, TabList, TabPanel, Tabs } from "@/components/ui/tabs";
import { useMedia, usePhone } from "@/lib/media";
import { TicketChecklist, useChecklist } from "./ticket-checklist";
import { ConversationFrame, TicketConversation, TicketTimeline } from "./ticket-conversation";
import { AssigneeFact, DueFact, PriorityFact, StatusFact } from "./ticket-facts";
import { TicketFiles } from "./ticket-files";
import { ContactStrip, TicketRail } from "./ticket-rail";

type LayoutProps = {
  ticket: Ticket;
  fields: ReactNode;
};

const rail = "flex w-full flex-col gap-2.5 overflow-y-auto bg-muted p-3.5 dark:bg-sidebar";

/** Fields | what happened | what belongs to it. Without room the last becomes a tab; on a phone all of it is one column. */
export function TicketLayout(props: LayoutProps) {
  const isWide = useMedia("(min-width: 1100px)");
  const isPhone = usePhone();
  if (isPhone) return <PhoneLayout {...props} />;
  return (
    <div className="flex min-h-0 flex-1">
      <section className="flex w-[var(--shell-fields)] shrink-0 flex-col gap-2 overflow-y-auto border-r py-4 pr-4 pl-[var(--shell-gutter)]">
        {props.fields}
      </section>
      {isWide ? <WideLayout {...props} /> : <NarrowLayout {...props} />}
    </div>
  );
}

function TicketTitle({ ticket }: { ticket: Ticket }) {
  return (
    <h2
      data-field={`${ticket.id}/title`}
      className="rounded-sm text-xl font-semibold title-tracking [overflow-wrap:anywhere]"
    >
      {ticket.title}
    </h2>
  );
}

function Description({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  if (!ticket.description) {
    return <p className="mt-1.5 text-base text-muted-foreground">{t("tickets.no_description")}</p>;
  }
  return (
    <p className="mt-1.5 max-w-[64ch] text-base whitespace-pre-wrap [overflow-wrap:anywhere]">{ticket.description}</p>
  );
}

function WideLayout({ ticket }: LayoutProps) {
  const { t } = useTranslation();
  return (
    <>
      <TicketConversation ticketId={ticket.id}>
        <TicketTitle ticket={ticket} />
        <Description ticket={ticket} />
      </TicketConversation>
      <aside aria-label={t("actions.related")} className="flex w-[var(--shell-rail)] shrink-0 border-l">
        <div className={rail}>
          <TicketRail ticket={ticket} />
        </div>
      </aside>
    </>
  );
}

function NarrowLayout({ ticket }: LayoutProps) {
  const { t } = useTranslation();
  const [tab, setTab] = useState("timeline");
  return (
    <Tabs value={tab} onValueChange={setTab} className="flex min-h-0 min-w-0 flex-1 flex-col">
      <TabList aria-label={t("conversation.parts")} className="px-5">
        <Tab value="timeline">{t("conversation.title")}</Tab>
        <Tab value="details">{t("conversation.details")}</Tab>
      </TabList>
      <TabPanel value="timeline" className="flex min-h-0 flex-1 flex-col">
        <TicketConversation ticketId={ticket.id}>
          <TicketTitle ticket={ticket} />
          <Description ticket={ticket} />
        </TicketConversation>
      </TabPanel>
      <TabPanel value="details" className="flex min-h-0 flex-1 flex-col">
        <div className={`${rail} flex-1`}>
          <TicketRail ticket={ticket} />
        </div>
      </TabPanel>
    </Tabs>
  );
}

const chip =
  "flex min-h-11 min-w-0 items-center rounded-md border border-border-strong bg-card px-3 [&>button]:w-full [&>button>svg:last-child]:ml-auto [&>button>svg:last-child]:opacity-100";

function PhoneLayout({ ticket, fields }: LayoutProps) {
  const { t } = useTranslation();
  const [tab, setTab] = useState("timeline");
  const { items, done } = useChecklist(ticket.id);
  const files = useQuery(attachmentsOf(ticket.id)).data?.items.length ?? 0;
  return (
    <Tabs value={tab} onValueChange={setTab} className="flex min-h-0 flex-1 flex-col">
      <ConversationFrame ticket={ticket} canWrite={tab === "timeline"}>
        <TicketTitle ticket={ticket} />
        <div className="my-3 grid grid-cols-2 gap-2">
          <div className={chip}>
            <StatusFact ticket={ticket} />
          </div>
          <div className={chip}>
            <PriorityFact ticket={ticket} />
          </div>
          <div className={chip}>
            <AssigneeFact ticket={ticket} />
          </div>
          <div className={chip}>
            <DueFact ticket={ticket} />
          </div>
        </div>
        {ticket.contact_id && <ContactStrip ticket={ticket} id={ticket.contact_id} />}
        <TabList aria-label={t("conversation.parts")} className="-mx-4 mt-2 px-2">
          <Tab value="timeline">{t("conversation.title")}</Tab>
          <Tab value="fields">{t("conversation.fields")}</Tab>
          <Tab value="checklist" count={items.length > 0 ? `${done}/${items.length}` : undefined}>
            {t("checklist.title")}
          </Tab>
          <Tab value="files" count={files > 0 ? String(files) : undefined}>
            {t("files.title")}
          </Tab>
        </TabList>
        <TabPanel value="timeline" className="pt-2">
          <Description ticket={ticket} />
          <TicketTimeline ticket={ticket} />
        </TabPanel>
        <TabPanel value="fields" className="flex flex-col gap-2 py-4">
          {fields}
        </TabPanel>
        <TabPanel value="checklist" className="py-4">
          <TicketChecklist ticketId={ticket.id} />
        </TabPanel>
        <TabPanel value="files" className="py-4">
          <TicketFiles ticketId={ticket.id} />
        </TabPanel>
      </ConversationFrame>
    </Tabs>
  );
}
