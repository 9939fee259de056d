import { Mail, MapPin, Phone } from "lucide-react";
import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { choiceOf, useEnum } from "@/api/meta";
import { type Contact, contacts } from "@/api/resources";
import { useCan } from "@/api/session";
import { type Address, addressLines, mapLink } from "@/components/addresses";
import { UserCell } from "@/components/data-table/editable-cells";
import { useRowActions } from "@/components/data-table/row-actions";
import { EnumBadge } from "@/components/enum-parts";
import { Fact, Facts, SectionTitle } from "@/components/page";
import { Avatar } from "@/components/ui/avatar";
import { Tag } from "@/components/ui/badge";
import { buttonVariants } from "@/components/ui/button";
import { customRows } from "./custom-fields";

/** Who it is, and one press to call, to write or to see the way. */
export function ContactHead({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const types = useEnum("contact_type");
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
            {choiceOf(types, contact.type).label}
          </p>
        </div>
      </div>
      {reach.length > 0 && (
        <div className="mt-2 flex gap-2">
          {reach.map((way) => (
            <a
              key={way.label}
              href={way.href}
              {...(way.icon === MapPin && { target: "_blank", rel: "noreferrer" })}
              className={buttonVariants({ className: "flex-1" })}
            >
              <way.icon aria-hidden />
              {way.label}
            </a>
          ))}
        </div>
      )}
    </>
  );
}

/** Everything that is written down of a contact. */
export function ContactDetails({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const { crm, accounting } = contact;
  return (
    <>
      <Section title={t("contacts.section_details")}>
        <Facts>
          {contact.primary_contact && <Fact label={t("contacts.primary_contact")}>{contact.primary_contact}</Fact>}
          {contact.phone && (
            <Fact label={t("contacts.phone")} field={`${contact.id}/phone`}>
              <a href={`tel:${contact.phone}`} className="tabular-nums hover:underline">
                {contact.phone}
              </a>
            </Fact>
          )}
          {contact.email && (
            <Fact label={t("contacts.email")} field={`${contact.id}/email`}>
              <a href={`mailto:${contact.email}`} className="hover:underline">
                <Breakable text={contact.email} />
              </a>
            </Fact>
          )}
          {contact.website && (
            <Fact label={t("contacts.website")} field={`${contact.id}/website`}>
              <Website url={contact.website} />
            </Fact>
          )}
          {contact.addresses.map((one, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: addresses have no id of their own and do not move here.
            <AddressFact key={index} address={one} />
          ))}
          <OwnerFact contact={contact} />
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
      </Section>
      {contact.notes && (
        <Section title={t("contacts.notes")}>
          <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{contact.notes}</p>
        </Section>
      )}
      <People contact={contact} />
      <Section
        title={t("contacts.section_accounting")}
        facts={[
          [t("contacts.payment_terms"), accounting.payment_terms],
          [t("contacts.tax_number"), accounting.tax_number],
          [t("contacts.account_code"), accounting.account_code],
          [t("contact_hub.currency"), accounting.currency],
          [t("contacts.credit_limit"), accounting.credit_limit],
          [t("contact_hub.discount"), accounting.discount_rate],
          [t("contact_hub.xero"), accounting.xero_contact_id],
          [t("contact_hub.quickbooks"), accounting.quickbooks_contact_id],
        ]}
      />
      <Section
        title={t("contacts.section_crm")}
        facts={[
          [t("contacts.source"), crm.source],
          [t("contacts.industry"), crm.industry],
          [t("contacts.company_size"), crm.company_size],
        ]}
      />
      <Section
        title={t("contact_hub.custom")}
        facts={customRows(contact.custom_fields).map(({ name, value }) => [name, value])}
      />
    </>
  );
}

type SectionProps = { title: string; facts?: readonly (readonly [string, unknown])[]; children?: ReactNode };

/** A part with its line above; nothing where none of its facts is known. */
function Section({ title, facts, children }: SectionProps) {
  const known = facts?.filter(([, value]) => value !== null && value !== undefined && value !== "");
  if (known?.length === 0) return null;
  return (
    <>
      <div className="my-1.5 h-px shrink-0 bg-border" />
      <SectionTitle>{title}</SectionTitle>
      {known && (
        <Facts>
          {known.map(([label, value]) => (
            <Fact key={label} label={label}>
              {String(value)}
            </Fact>
          ))}
        </Facts>
      )}
      {children}
    </>
  );
}

function AddressFact({ address }: { address: Address }) {
  const { t } = useTranslation();
  const kinds = useEnum("address_type");
  const lines = addressLines(address);
  if (lines.length === 0) return null;
  return (
    <Fact label={address.type ? choiceOf(kinds, address.type).label : t("contacts.address")}>
      <a href={mapLink(address)} target="_blank" rel="noreferrer" className="whitespace-pre-line hover:underline">
        {lines.join("\n")}
      </a>
    </Fact>
  );
}

function OwnerFact({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const canWrite = useCan("write_contacts");
  const pick = useOwner();
  return (
    <Fact label={t("contact_hub.owner")} field={`${contact.id}/owner_user_id`}>
      <UserCell
        value={contact.owner_user_id ? { id: contact.owner_user_id, name: contact.owner_user_name ?? "" } : null}
        label={t("contact_hub.owner")}
        readOnly={!canWrite}
        onPick={(person) => pick(contact, person)}
      />
    </Fact>
  );
}

/** Gives a contact to somebody, with its toast. */
export function useOwner() {
  const { t } = useTranslation();
  const actions = useRowActions(contacts);
  return (contact: Contact, person: { id: string; name: string } | null) =>
    void actions.edit(
      contact,
      { owner_user_id: person?.id ?? null },
      { owner_user_id: person?.id ?? null, owner_user_name: person?.name ?? null },
      t("tickets.set", {
        field: t("contact_hub.owner"),
        row: contact.name,
        value: person?.name ?? t("contact_hub.no_owner"),
      }),
    );
}

/** Only a web address becomes a link: what was typed could be anything. */
function Website({ url }: { url: string }) {
  const isWeb = /^https?:\/\//i.test(url);
  if (!isWeb) return <>{url}</>;
  return (
    <a href={url} target="_blank" rel="noreferrer" className="font-medium text-link hover:underline">
      <Breakable text={url.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/$/, "")} />
    </a>
  );
}

/** A mail or web address, which breaks behind its signs rather than within a word. */
function Breakable({ text }: { text: string }) {
  return text.split(/(?<=[@./])/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change their order
    <Fragment key={index}>
      {part}
      <wbr />
    </Fragment>
  ));
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
        {people.map((person, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: people have no id of their own, may share a name, and do not move here.
          <li key={index} className="flex min-h-11 items-center gap-2.5">
            <Avatar id={`${contact.id}-${person.name}`} name={person.name} />
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium" title={person.name}>
                {person.name}
              </span>
              <span className="block truncate text-xs text-muted-foreground" title={person.notes || undefined}>
                {[
                  person.title,
                  person.department,
                  person.is_primary && people.length > 1 && t("contact_hub.main"),
                  person.notes,
                ]
                  .filter(Boolean)
                  .join(", ")}
              </span>
            </span>
            {person.phone && (
              <a
                href={`tel:${person.phone}`}
                aria-label={`${t("contacts.call")}: ${person.name}`}
                title={person.phone}
                className={buttonVariants({ variant: "ghost", size: "icon" })}
              >
                <Phone aria-hidden />
              </a>
            )}
            {person.email && (
              <a
                href={`mailto:${person.email}`}
                aria-label={`${t("contacts.write")}: ${person.name}`}
                title={person.email}
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
