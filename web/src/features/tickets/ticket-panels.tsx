import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { contacts, tickets } from "@/api/resources";
import { FormSheet } from "@/components/form-sheet";
import { noReference } from "@/components/reference-picker";
import { ticketLabel } from "./ticket-edits";
import { EditTicketForm, NewTicketForm } from "./ticket-form";

/** Under a filter by contact, the new ticket is for that contact. */
export function NewTicketPanel({ contactId, onClose }: { contactId: string | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const known = contactId !== undefined && contactId !== noReference;
  const { data: contact } = useQuery({ ...contacts.one(contactId ?? ""), enabled: known });
  return (
    <FormSheet title={t("tickets.new")} onClose={onClose}>
      {(!known || contact) && (
        <NewTicketForm onDone={onClose} {...(contact && { contact: { id: contact.id, name: contact.name } })} />
      )}
    </FormSheet>
  );
}

export function EditTicketPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { data: ticket } = useQuery(tickets.one(id));
  if (!ticket) return null;
  return (
    <FormSheet title={ticketLabel(ticket)} onClose={onClose}>
      <EditTicketForm ticket={ticket} onDone={onClose} />
    </FormSheet>
  );
}
