import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { contacts, tickets, users } from "@/api/resources";
import { useCan } from "@/api/session";
import { templateChoicesQuery, templateVersionQuery } from "@/api/templates";
import { FormSheet, FormSkeleton } from "@/components/form-sheet";
import { noReference } from "@/components/reference-picker";
import { ticketLabel } from "./ticket-edits";
import { EditTicketForm, NewTicketForm } from "./ticket-form";

/** In the address: no template, though there is a default. */
const noTemplate = "none";

type NewTicketProps = {
  contactId: string | undefined;
  /** Somebody who is chosen already, and when. */
  personId?: string | undefined;
  schedule?: { start: string | undefined; end: string | undefined; day: string | undefined };
  templateId: string | undefined;
  onTemplate: (id: string) => void;
  onClose: () => void;
};

/** Under a filter by contact, the new ticket is for that contact. The address names the template, else it is the default. */
export function NewTicketPanel({ contactId, personId, schedule, templateId, onTemplate, onClose }: NewTicketProps) {
  const { t } = useTranslation();
  const known = contactId !== undefined && contactId !== noReference;
  const { data: contact } = useQuery({ ...contacts.one(contactId ?? ""), enabled: known });
  const isPerson = personId !== undefined && personId !== noReference;
  const { data: person } = useQuery({ ...users.one(personId ?? ""), enabled: isPerson });
  const mayAsk = useCan("read_templates");
  const choices = useQuery({ ...templateChoicesQuery, enabled: mayAsk });
  const templates = choices.data?.items ?? [];
  const named = templates.find((one) => one.id === templateId) ?? templates.find((one) => one.is_default);
  // Without an answer about templates a ticket can still be written.
  const isReady = (!known || contact) && (!isPerson || person) && (!mayAsk || !choices.isLoading);
  return (
    <FormSheet title={t("tickets.new")} onClose={onClose}>
      {isReady ? (
        <NewTicketForm
          onDone={onClose}
          template={templateId === noTemplate ? null : (named ?? null)}
          templates={templates}
          onTemplate={(template) => onTemplate(template?.id ?? noTemplate)}
          {...(contact && { contact: { id: contact.id, name: contact.name } })}
          {...(person && { person: { id: person.id, name: person.name ?? person.email } })}
          {...(schedule && { schedule, onCreated: onClose })}
        />
      ) : (
        <FormSkeleton />
      )}
    </FormSheet>
  );
}

export function EditTicketPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { data: ticket } = useQuery(tickets.one(id));
  const { template_id: templateId = null, template_version: version = null } = ticket ?? {};
  const isAsked = templateId !== null && version !== null;
  const template = useQuery({ ...templateVersionQuery(templateId ?? "", version ?? 0), enabled: isAsked });
  if (!ticket) return null;
  return (
    <FormSheet title={ticketLabel(ticket)} onClose={onClose}>
      {isAsked && template.isPending ? (
        <FormSkeleton />
      ) : (
        <EditTicketForm ticket={ticket} template={template.data ?? null} onDone={onClose} />
      )}
    </FormSheet>
  );
}
