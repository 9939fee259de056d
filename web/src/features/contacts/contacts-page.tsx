import { Link, useNavigate } from "@tanstack/react-router";
import { Combine } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Contact, contacts } from "@/api/resources";
import { useCan, useMe } from "@/api/session";
import { CreateButton } from "@/components/create-button";
import type { BulkEdit, Column, FilterField, View } from "@/components/data-table/columns";
import { EnumCell, UserCell } from "@/components/data-table/editable-cells";
import type { ListSearch } from "@/components/data-table/list-search";
import { ResourceList } from "@/components/data-table/resource-list";
import { useRowActions } from "@/components/data-table/row-actions";
import { RowLink } from "@/components/data-table/row-link";
import { Moment } from "@/components/dates";
import { EnumText } from "@/components/enum-parts";
import { ImportItem, ImportLink } from "@/components/import-links";
import { Page } from "@/components/page";
import { MoreMenu } from "@/components/record-actions";
import { SampleDataButton, SampleDataNote } from "@/components/sample-data";
import { EmptyState } from "@/components/states";
import { Avatar } from "@/components/ui/avatar";
import { Badge, Tag } from "@/components/ui/badge";
import { MenuItem } from "@/components/ui/menu";
import { useOwner } from "./contact-details";
import { ContactStrips, letters } from "./contact-strips";

type ContactsPageProps = { search: ListSearch; onSearch: (search: ListSearch) => void; children?: ReactNode };

export function ContactsPage({ search, onSearch, children }: ContactsPageProps) {
  const { t } = useTranslation();
  const canWrite = useCan("write_contacts");
  const navigate = useNavigate();
  const filters = useContactFilters();
  return (
    <Page
      title={t("contacts.title")}
      actions={
        <>
          {canWrite && (
            <MoreMenu>
              <ImportItem resource="contacts" />
              <MenuItem onClick={() => void navigate({ to: "/contacts/duplicates" })}>
                <Combine className="size-4 text-muted-foreground" aria-hidden />
                {t("duplicates.find")}
              </MenuItem>
            </MoreMenu>
          )}
          {canWrite && <CreateButton to="/contacts/new" label={t("contacts.new")} />}
        </>
      }
    >
      <ResourceList
        resource={contacts}
        path="/contacts"
        search={search}
        onSearch={onSearch}
        columns={useContactColumns()}
        filters={filters}
        views={useContactViews()}
        defaultSort="name"
        edits={useContactBulkEdits()}
        canBulk={canWrite}
        rowLabel={(contact) => contact.name}
        onOpen={(contact) => void navigate({ to: "/contacts/$id", params: { id: contact.id } })}
        savedViews
        head={<ContactStrips search={search} onSearch={onSearch} filters={filters} />}
        phoneRow={(contact) => <ContactPhoneRow contact={contact} />}
        empty={
          <EmptyState
            title={t("contacts.empty_title")}
            text={t("contacts.empty_text")}
            actions={
              canWrite && (
                <>
                  <CreateButton to="/contacts/new" label={t("contacts.new")} keys="C" always />
                  <ImportLink resource="contacts" />
                  <SampleDataButton />
                </>
              )
            }
            note={<SampleDataNote />}
          />
        }
      />
      {children}
    </Page>
  );
}

function shape(contact: Contact) {
  return contact.type === "company" ? ("company" as const) : ("person" as const);
}

function town(contact: Contact): string {
  const address = contact.addresses.find((one) => one.is_primary) ?? contact.addresses[0];
  return address?.city ?? "";
}

const statuses: Record<Contact["status"], true> = {
  prospect: true,
  active: true,
  at_risk: true,
  inactive: true,
  archived: true,
};

function isStatus(value: string | null): value is Contact["status"] {
  return value !== null && value in statuses;
}

function useContactBulkEdits(): BulkEdit<{ status?: Contact["status"]; owner_user_id?: string | null }>[] {
  const { t } = useTranslation();
  return [
    {
      id: "status",
      label: t("contacts.status"),
      keys: "s",
      kind: "enum",
      name: "contact_status",
      patch: (value) => (isStatus(value) ? { status: value } : {}),
    },
    {
      id: "owner_user_id",
      label: t("contact_hub.owner"),
      keys: "a",
      kind: "user",
      none: t("contact_hub.no_owner"),
      patch: (value) => ({ owner_user_id: value }),
    },
  ];
}

function useContactColumns(): Column<Contact>[] {
  const { t } = useTranslation();
  const canWrite = useCan("write_contacts");
  const actions = useRowActions(contacts);
  const setOwner = useOwner();
  return [
    {
      id: "name",
      label: t("contacts.name"),
      sort: "name",
      fixed: true,
      cell: (contact) => (
        <span className="flex min-w-0 items-center gap-2.5">
          <Avatar id={contact.id} name={contact.name} size="small" shape={shape(contact)} />
          <RowLink to="/contacts/$id" params={{ id: contact.id }}>
            {contact.name}
          </RowLink>
        </span>
      ),
    },
    {
      id: "status",
      label: t("contacts.status"),
      width: 140,
      sort: "status",
      cell: (contact) => (
        <EnumCell
          name="contact_status"
          value={contact.status}
          label={t("contacts.status")}
          shortcut="s"
          readOnly={!canWrite}
          onPick={(value, label) =>
            isStatus(value) &&
            void actions.edit(
              contact,
              { status: value },
              { status: value },
              t("tickets.set", { field: t("contacts.status"), row: contact.name, value: label }),
            )
          }
        />
      ),
    },
    {
      id: "primary_contact",
      label: t("contacts.primary_contact"),
      width: 150,
      hidden: true,
      cell: (contact) => contact.primary_contact,
    },
    {
      id: "email",
      label: t("contacts.email"),
      width: 200,
      sort: "email",
      cell: (contact) =>
        contact.email && (
          <a
            href={`mailto:${contact.email}`}
            className="rounded-xs text-muted-foreground hover:underline"
            tabIndex={-1}
          >
            {contact.email}
          </a>
        ),
    },
    {
      id: "phone",
      label: t("contacts.phone"),
      width: 140,
      cell: (contact) => <span className="text-muted-foreground tabular-nums">{contact.phone}</span>,
    },
    {
      id: "owner_user_id",
      label: t("contact_hub.owner"),
      width: 168,
      wide: true,
      cell: (contact) => (
        <UserCell
          value={contact.owner_user_id ? { id: contact.owner_user_id, name: contact.owner_user_name ?? "" } : null}
          label={t("contact_hub.owner")}
          shortcut="a"
          readOnly={!canWrite}
          onPick={(person) => setOwner(contact, person)}
        />
      ),
    },
    { id: "city", label: t("contacts.city"), width: 110, wide: true, cell: town },
    {
      id: "tags",
      label: t("contacts.tags"),
      width: 150,
      wide: true,
      cell: (contact) => (
        <span className="flex gap-1">
          {contact.tags.slice(0, 1).map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
          {contact.tags.length > 1 && <Badge>+{contact.tags.length - 1}</Badge>}
        </span>
      ),
    },
    {
      id: "type",
      label: t("contacts.type"),
      width: 110,
      hidden: true,
      cell: (contact) => <EnumText name="contact_type" value={contact.type} />,
    },
    {
      id: "created_at",
      label: t("contacts.created"),
      width: 150,
      sort: "created_at",
      hidden: true,
      cell: (contact) => <Moment at={contact.created_at} />,
    },
  ];
}

function useContactFilters(): FilterField[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { key: "status", label: t("contacts.status"), kind: "enum", name: "contact_status" },
      { key: "type", label: t("contacts.type"), kind: "enum", name: "contact_type" },
      { key: "owner_user_id", label: t("contact_hub.owner"), kind: "user", none: t("contact_hub.no_owner") },
      {
        key: "initial",
        label: t("contact_hub.letters"),
        kind: "choice",
        choices: letters.map((letter) => ({ value: letter, label: letter })),
        hidden: true,
      },
      { key: "created_at", label: t("contacts.created"), kind: "instant" },
    ],
    [t],
  );
}

function useContactViews(): View[] {
  const { t } = useTranslation();
  const { user } = useMe();
  return [
    { id: "all", label: t("contacts.views.all"), search: {}, counted: true },
    { id: "mine", label: t("contact_hub.mine"), search: { owner_user_id: [user.id] }, counted: true },
    { id: "companies", label: t("contacts.views.companies"), search: { type: ["company"] }, counted: true },
    { id: "individuals", label: t("contacts.views.individuals"), search: { type: ["individual"] }, counted: true },
    { id: "trash", label: t("lists.trash"), search: { trash: "true" } },
  ];
}

function ContactPhoneRow({ contact }: { contact: Contact }) {
  return (
    <Link
      to="/contacts/$id"
      params={{ id: contact.id }}
      className="flex min-h-[68px] items-center gap-3 px-4 py-[11px]"
    >
      <Avatar id={contact.id} name={contact.name} shape={shape(contact)} />
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="truncate text-[15px] leading-[22px] font-medium">{contact.name}</span>
        <span className="mt-[3px] flex gap-2 text-muted-foreground">
          <span className="min-w-0 flex-1 truncate">{contact.primary_contact ?? contact.email}</span>
          <span>{town(contact)}</span>
        </span>
      </span>
    </Link>
  );
}
