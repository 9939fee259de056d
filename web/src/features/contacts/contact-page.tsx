import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Mail, MapPin, Phone, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { choiceOf, useEnum } from "@/api/meta";
import { type Contact, contacts, tickets } from "@/api/resources";
import { useCan } from "@/api/session";
import { addressLines, mapLink } from "@/components/addresses";
import { useRowActions } from "@/components/data-table/row-actions";
import { DueDate } from "@/components/dates";
import { EnumBadge, EnumGlyph } from "@/components/enum-parts";
import { Fact, Facts, Page, RailCard, SectionTitle } from "@/components/page";
import { RecordFaces, RecordLayout } from "@/components/record";
import { RecordActions } from "@/components/record-actions";
import { Timeline } from "@/components/timeline";
import { Avatar } from "@/components/ui/avatar";
import { Tag } from "@/components/ui/badge";
import { buttonVariants } from "@/components/ui/button";
import { contactLabels } from "./contact-form";

export function ContactPage({ id, children }: { id: string; children?: ReactNode }) {
  const { t } = useTranslation();
  const query = useQuery(contacts.one(id));
  const parent = { label: t("contacts.title"), link: { to: "/contacts" } };
  return (
    <RecordFaces query={query} parent={parent}>
      {(contact) => (
        <Page title={contact.name} parent={parent} actions={<ContactActions contact={contact} />}>
          <RecordLayout
            fieldsFirst
            fields={<ContactFacts contact={contact} />}
            timeline={<ContactTimeline contact={contact} />}
            rail={<OpenTickets contact={contact} />}
          >
            {contact.notes && <Notes notes={contact.notes} />}
          </RecordLayout>
          {children}
        </Page>
      )}
    </RecordFaces>
  );
}

function ContactActions({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const canWrite = useCan("write_contacts");
  const canTicket = useCan("write_tickets");
  const actions = useRowActions(contacts);
  if (!canWrite) return null;
  return (
    <RecordActions
      edit={{ to: "/contacts/$id/edit", params: { id: contact.id } }}
      list={{ to: "/contacts" }}
      onRemove={() => actions.remove(contact, contact.name)}
    >
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

function ContactFacts({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const address = contact.addresses.find((one) => one.is_primary) ?? contact.addresses[0];
  const reach = [
    ...(contact.phone ? [{ href: `tel:${contact.phone}`, label: t("contacts.call"), icon: Phone }] : []),
    ...(contact.email ? [{ href: `mailto:${contact.email}`, label: t("contacts.write"), icon: Mail }] : []),
    ...(address && addressLines(address).length > 0
      ? [{ href: mapLink(address), label: t("contacts.map"), icon: MapPin }]
      : []),
  ];
  return (
    <>
      <div className="flex items-center gap-3">
        <Avatar
          id={contact.id}
          name={contact.name}
          size="large"
          shape={contact.type === "company" ? "company" : "person"}
        />
        <div className="min-w-0">
          <h2 className="line-clamp-4 text-lg font-semibold tracking-[-0.01em] [overflow-wrap:anywhere]">
            {contact.display_name || contact.name}
          </h2>
          <p className="mt-0.5 flex flex-wrap items-center gap-2 text-muted-foreground">
            <EnumBadge name="contact_status" value={contact.status} />
            <TypeName value={contact.type} />
          </p>
        </div>
      </div>
      {reach.length > 0 && (
        <div className="mt-2 flex gap-2">
          {reach.map((way) => (
            <a key={way.label} href={way.href} className={buttonVariants({ className: "flex-1" })}>
              <way.icon aria-hidden />
              {way.label}
            </a>
          ))}
        </div>
      )}
      <div className="my-1.5 h-px shrink-0 bg-border" />
      <SectionTitle>{t("contacts.section_details")}</SectionTitle>
      <Facts>
        {contact.primary_contact && <Fact label={t("contacts.primary_contact")}>{contact.primary_contact}</Fact>}
        {contact.phone && (
          <Fact label={t("contacts.phone")}>
            <span className="tabular-nums">{contact.phone}</span>
          </Fact>
        )}
        {contact.email && <Fact label={t("contacts.email")}>{contact.email}</Fact>}
        {contact.website && (
          <Fact label={t("contacts.website")}>
            <Website url={contact.website} />
          </Fact>
        )}
        {contact.addresses.map((one, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: addresses have no id of their own and do not move here.
          <Fact key={index} label={one.type ? typeWord(one.type, t) : t("contacts.address")}>
            <span>
              {addressLines(one).map((line) => (
                <span key={line} className="block">
                  {line}
                </span>
              ))}
            </span>
          </Fact>
        ))}
        {contact.tags.length > 0 && (
          <Fact label={t("contacts.tags")}>
            <span className="flex min-w-0 flex-wrap gap-1">
              {contact.tags.map((tag) => (
                <Tag key={tag}>{tag}</Tag>
              ))}
            </span>
          </Fact>
        )}
      </Facts>
      <People contact={contact} />
      <Accounting contact={contact} />
    </>
  );
}

const kinds = ["office", "billing", "shipping", "service"];

function typeWord(type: string, t: (key: string) => string): string {
  return kinds.includes(type) ? t(`contacts.address_types.${type}`) : type;
}

function TypeName({ value }: { value: string }) {
  return <>{choiceOf(useEnum("contact_type"), value).label}</>;
}

/** Only a web address becomes a link: what was typed could be anything. */
function Website({ url }: { url: string }) {
  const isWeb = /^https?:\/\//i.test(url);
  if (!isWeb) return <>{url}</>;
  return (
    <a href={url} target="_blank" rel="noreferrer" className="font-medium text-link hover:underline">
      {url.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/$/, "")}
    </a>
  );
}

function People({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const people = contact.contact_persons;
  if (people.length === 0) return null;
  return (
    <>
      <div className="my-1.5 h-px shrink-0 bg-border" />
      <SectionTitle count={people.length}>{t("contacts.section_people")}</SectionTitle>
      <ul className="flex flex-col gap-1">
        {people.map((person) => (
          <li key={`${person.name}-${person.email}`} className="flex min-h-11 items-center gap-2.5">
            <Avatar id={`${contact.id}-${person.name}`} name={person.name} />
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{person.name}</span>
              <span className="block truncate text-xs text-muted-foreground">
                {[person.title, person.department].filter(Boolean).join(", ")}
              </span>
            </span>
            {person.phone && (
              <a
                href={`tel:${person.phone}`}
                aria-label={`${t("contacts.call")}: ${person.name}`}
                className={buttonVariants({ variant: "ghost", size: "icon" })}
              >
                <Phone aria-hidden />
              </a>
            )}
            {person.email && (
              <a
                href={`mailto:${person.email}`}
                aria-label={`${t("contacts.write")}: ${person.name}`}
                className={buttonVariants({ variant: "ghost", size: "icon" })}
              >
                <Mail aria-hidden />
              </a>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function Accounting({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const { payment_terms: terms, tax_number: tax, account_code: code } = contact.accounting;
  if (!terms && !tax && !code) return null;
  return (
    <>
      <div className="my-1.5 h-px shrink-0 bg-border" />
      <SectionTitle>{t("contacts.section_accounting")}</SectionTitle>
      <Facts>
        {terms && <Fact label={t("contacts.payment_terms")}>{terms}</Fact>}
        {tax && <Fact label={t("contacts.tax_number")}>{tax}</Fact>}
        {code && <Fact label={t("contacts.account_code")}>{code}</Fact>}
      </Facts>
    </>
  );
}

function Notes({ notes }: { notes: string }) {
  const { t } = useTranslation();
  return (
    <section>
      <h2 className="text-lg font-semibold tracking-[-0.01em]">{t("contacts.notes")}</h2>
      <p className="mt-1.5 max-w-[64ch] text-base whitespace-pre-wrap [overflow-wrap:anywhere]">{notes}</p>
    </section>
  );
}

function ContactTimeline({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const canWrite = useCan("write_contacts");
  const types = useEnum("contact_type");
  const statuses = useEnum("contact_status");
  const words = (field: string, value: unknown): ReactNode =>
    field === "status"
      ? choiceOf(statuses, String(value)).label
      : field === "type"
        ? choiceOf(types, String(value)).label
        : Array.isArray(value)
          ? value.join(", ")
          : String(value);
  return <Timeline resource={contacts} id={contact.id} labels={contactLabels(t)} words={words} canUndo={canWrite} />;
}

function OpenTickets({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const canRead = useCan("read_tickets");
  const status = ["Open", "In Progress", "Waiting"];
  const open = useQuery({ ...tickets.some({ contact_id: [contact.id], status }, 8), enabled: canRead });
  const rows = open.data?.items ?? [];
  if (!canRead) return null;
  return (
    <RailCard title={t("tickets.open_of_contact")} count={open.data?.total}>
      {rows.length === 0 && <p className="text-muted-foreground">{open.isPending ? "…" : t("tickets.none_open")}</p>}
      <ul>
        {rows.map((ticket) => (
          <li key={ticket.id}>
            <Link
              to="/tickets/$id"
              params={{ id: ticket.id }}
              className="flex min-h-[30px] items-center gap-2 rounded-xs hover:underline"
            >
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
    </RailCard>
  );
}
