import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { type Contact, contacts } from "@/api/resources";
import { createBody } from "@/components/form/constraints";
import { EditForm } from "@/components/form/edit-form";
import { readTags } from "@/components/form/fields";
import { ResourceForm, type Values } from "@/components/form/resource-form";
import { useUndoable } from "@/components/use-undo";
import { ContactFields } from "./contact-fields";
import { customFields, customRows } from "./custom-fields";

type ContactBody = Parameters<typeof contacts.create>[1];

export function contactLabels(t: TFunction): Record<string, string> {
  return {
    type: t("contacts.type"),
    name: t("contacts.name"),
    status: t("contacts.status"),
    display_name: t("contacts.display_name"),
    primary_contact: t("contacts.primary_contact"),
    email: t("contacts.email"),
    phone: t("contacts.phone"),
    website: t("contacts.website"),
    addresses: t("contacts.section_addresses"),
    contact_persons: t("contacts.section_people"),
    accounting: t("contacts.section_accounting"),
    crm: t("contacts.section_crm"),
    tags: t("contacts.tags"),
    notes: t("contacts.notes"),
    owner_user_id: t("contact_hub.owner"),
    custom_fields: t("contact_hub.custom"),
  };
}

/** Fields hold text: what is null is an empty text there, at every depth. */
function asText(value: unknown): unknown {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(asText);
  if (typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, asText(one)]));
  }
  return value;
}

function toValues(contact: Contact): Values {
  return {
    type: contact.type,
    name: contact.name,
    status: contact.status,
    display_name: contact.display_name ?? "",
    primary_contact: contact.primary_contact ?? "",
    email: contact.email ?? "",
    phone: contact.phone ?? "",
    website: contact.website ?? "",
    addresses: asText(contact.addresses),
    contact_persons: asText(contact.contact_persons),
    accounting: asText(contact.accounting),
    crm: asText(contact.crm),
    tags: contact.tags.join(", "),
    notes: contact.notes ?? "",
    owner_user_id: contact.owner_user_id ?? "",
    custom_fields: customRows(contact.custom_fields),
  };
}

/** The fields are made from the schema of this very body and carry its names; the server checks them once more. */
function isBody(values: Values): values is Values & Partial<ContactBody> {
  return !("tags" in values) || Array.isArray(values.tags);
}

function toPatch(values: Values, stored: Record<string, unknown> = {}): Partial<ContactBody> {
  const body = {
    ...values,
    ...("tags" in values && { tags: readTags(values.tags) }),
    ...("custom_fields" in values && { custom_fields: customFields(values.custom_fields, stored) }),
  };
  return isBody(body) ? body : {};
}

const noAccounting = {
  tax_number: "",
  payment_terms: "",
  currency: "",
  account_code: "",
  credit_limit: "",
  discount_rate: "",
  xero_contact_id: "",
  quickbooks_contact_id: "",
};

export function NewContactForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const navigate = useNavigate();
  return (
    <ResourceForm
      operation="POST /api/contacts"
      draftKey="contacts/new"
      initial={{
        type: "company",
        status: "prospect",
        name: "",
        display_name: "",
        primary_contact: "",
        email: "",
        phone: "",
        website: "",
        addresses: [],
        contact_persons: [],
        tags: "",
        notes: "",
        owner_user_id: "",
        accounting: noAccounting,
        crm: { source: "", industry: "", company_size: "" },
        custom_fields: [],
      }}
      submitLabel={t("contacts.create")}
      busyLabel={t("actions.creating")}
      onCancel={onDone}
      onSubmit={async (values, constraints) => {
        const body = { name: "", ...toPatch(createBody(values, constraints)) };
        const created = await contacts.create(queries, body);
        undoable(t("edits.created", { label: created.row.name }), created.changeSet);
        await navigate({ to: "/contacts/$id", params: { id: created.row.id } });
      }}
    >
      <ContactFields isNew />
    </ResourceForm>
  );
}

export function EditContactForm({ contact, onDone }: { contact: Contact; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <EditForm
      resource={contacts}
      row={contact}
      toValues={toValues}
      toPatch={(changed) => toPatch(changed, contact.custom_fields)}
      labels={contactLabels(t)}
      title={contact.name}
      onDone={onDone}
    >
      <ContactFields ownerName={contact.owner_user_name} />
    </EditForm>
  );
}
