import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowRight, Mail, MapPin, Phone, UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Contact, contacts, type Ticket, tickets } from "@/api/resources";
import { addressLines, mapLink } from "@/components/addresses";
import { EnumGlyph } from "@/components/enum-parts";
import { RailCard } from "@/components/page";
import { Avatar } from "@/components/ui/avatar";
import { buttonVariants } from "@/components/ui/button";
import { TicketChecklist } from "./ticket-checklist";
import { TicketFiles } from "./ticket-files";

/** What belongs to a ticket, beside it or in a tab of its own. */
export function TicketRail({ ticket }: { ticket: Ticket }) {
  return (
    <>
      {ticket.contact_id && <ContactCard ticket={ticket} id={ticket.contact_id} />}
      <TicketChecklist ticketId={ticket.id} />
      <TicketFiles ticketId={ticket.id} />
      {ticket.contact_id && <OtherTickets ticket={ticket} contactId={ticket.contact_id} />}
    </>
  );
}

function addressOf(contact: Contact | undefined): { words: string; link: string } | null {
  const address = contact?.addresses?.find((one) => one.is_primary) ?? contact?.addresses?.[0];
  const lines = address ? addressLines(address) : [];
  return address && lines.length > 0 ? { words: lines.join(", "), link: mapLink(address) } : null;
}

/** Who it is for: one press calls, writes or shows the way. */
function ContactCard({ ticket, id }: { ticket: Ticket; id: string }) {
  const { t } = useTranslation();
  const { data: contact } = useQuery(contacts.one(id));
  const address = addressOf(contact);
  return (
    <section aria-label={t("conversation.customer")} className="rounded-lg border bg-card p-3.5">
      <div className="flex items-center gap-3">
        <Avatar
          id={id}
          name={ticket.contact_name ?? ""}
          size="large"
          shape={contact?.type === "individual" ? "person" : "company"}
        />
        <h2 className="min-w-0 font-semibold">
          <Link
            to="/contacts/$id"
            params={{ id }}
            className="line-clamp-3 text-base [overflow-wrap:anywhere] hover:underline"
          >
            {ticket.contact_name}
          </Link>
        </h2>
      </div>
      {contact && (
        <ul className="mt-3 flex flex-col gap-1 [&_a]:text-link [&_a:hover]:underline [&_li]:flex [&_li]:min-h-7 [&_li]:items-center [&_li]:gap-2.5 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted-foreground">
          {contact.primary_contact && (
            <li>
              <UserRound strokeWidth={1.6} aria-hidden />
              {contact.primary_contact}
            </li>
          )}
          {contact.phone && (
            <li>
              <Phone strokeWidth={1.6} aria-hidden />
              <a href={`tel:${contact.phone}`} className="tabular-nums">
                {contact.phone}
              </a>
            </li>
          )}
          {contact.email && (
            <li>
              <Mail strokeWidth={1.6} aria-hidden />
              <a href={`mailto:${contact.email}`} className="min-w-0 [overflow-wrap:anywhere]">
                {contact.email}
              </a>
            </li>
          )}
          {address && (
            <li>
              <MapPin strokeWidth={1.6} aria-hidden />
              <span>{address.words}</span>
            </li>
          )}
        </ul>
      )}
      <ContactWays contact={contact} primary={false}>
        <Link to="/contacts/$id" params={{ id }} className={buttonVariants({ className: "flex-1" })}>
          <ArrowRight aria-hidden />
          {t("conversation.open_contact")}
        </Link>
      </ContactWays>
    </section>
  );
}

type WaysProps = { contact: Contact | undefined; primary: boolean; children?: React.ReactNode };

function ContactWays({ contact, primary, children }: WaysProps) {
  const { t } = useTranslation();
  const address = addressOf(contact);
  return (
    <div className="mt-3 flex gap-1.5">
      {contact?.phone && (
        <a
          href={`tel:${contact.phone}`}
          className={buttonVariants({ variant: primary ? "primary" : "outline", className: "flex-1" })}
        >
          <Phone aria-hidden />
          {t("contacts.call")}
        </a>
      )}
      {address && (
        <a href={address.link} target="_blank" rel="noreferrer" className={buttonVariants({ className: "flex-1" })}>
          <MapPin aria-hidden />
          {t("contacts.map")}
        </a>
      )}
      {children}
    </div>
  );
}

/** The same on a phone: two lines and what a thumb can press. */
export function ContactStrip({ ticket, id }: { ticket: Ticket; id: string }) {
  const { t } = useTranslation();
  const { data: contact } = useQuery(contacts.one(id));
  const hint = [contact?.primary_contact, addressOf(contact)?.words].filter(Boolean).join(", ");
  return (
    <section aria-label={t("conversation.customer")} className="rounded-lg border bg-card p-3">
      <Link to="/contacts/$id" params={{ id }} className="flex min-h-11 items-center gap-3">
        <Avatar
          id={id}
          name={ticket.contact_name ?? ""}
          size="large"
          shape={contact?.type === "individual" ? "person" : "company"}
        />
        <span className="min-w-0">
          <span className="block truncate text-base font-semibold">{ticket.contact_name}</span>
          {hint && <span className="block truncate text-muted-foreground">{hint}</span>}
        </span>
      </Link>
      <ContactWays contact={contact} primary>
        {contact?.email && (
          <a href={`mailto:${contact.email}`} className={buttonVariants({ className: "flex-1" })}>
            <Mail aria-hidden />
            {t("contacts.write")}
          </a>
        )}
      </ContactWays>
    </section>
  );
}

const othersShown = 6;

function OtherTickets({ ticket, contactId }: { ticket: Ticket; contactId: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(tickets.some({ contact_id: [contactId] }, othersShown + 1));
  const others = (data?.items ?? []).filter((other) => other.id !== ticket.id).slice(0, othersShown);
  const count = Math.max(0, (data?.total ?? 1) - 1);
  if (others.length === 0) return null;
  return (
    <RailCard title={t("conversation.others")} count={count}>
      <ul>
        {others.map((other) => (
          <li key={other.id}>
            <Link
              to="/tickets/$id"
              params={{ id: other.id }}
              className="flex min-h-[30px] items-center gap-2 rounded-xs hover:underline pointer-coarse:min-h-11"
            >
              <EnumGlyph name="ticket_status" value={other.status} />
              <span className="text-muted-foreground tabular-nums">#{other.number}</span>
              <span className="min-w-0 truncate">{other.title}</span>
            </Link>
          </li>
        ))}
      </ul>
      {count > others.length && (
        <Link
          to="/tickets"
          search={{ contact_id: [contactId] }}
          className="mt-1 inline-block text-link hover:underline"
        >
          {t("conversation.all_others", { count })}
        </Link>
      )}
    </RailCard>
  );
}
