import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { type Ticket, tickets } from "@/api/resources";
import { createBody } from "@/components/form/constraints";
import { EditForm } from "@/components/form/edit-form";
import {
  DateField,
  DateTimeField,
  EnumField,
  LongTextField,
  ReferenceField,
  TextField,
} from "@/components/form/fields";
import { ResourceForm, type Values } from "@/components/form/resource-form";
import { FieldSet } from "@/components/ui/field";
import { useUndoable } from "@/components/use-undo";
import { ticketLabel } from "./ticket-edits";
import { isPriority, isStatus } from "./ticket-enums";

export function ticketLabels(t: TFunction): Record<string, string> {
  return {
    title: t("tickets.subject"),
    description: t("tickets.description"),
    status: t("tickets.status"),
    priority: t("tickets.priority"),
    category: t("tickets.category"),
    location: t("tickets.location"),
    contact_id: t("tickets.contact"),
    assigned_user_id: t("tickets.assigned"),
    scheduled_date: t("tickets.due"),
    scheduled_start: t("tickets.starts"),
    scheduled_end: t("tickets.ends"),
  };
}

function toValues(ticket: Ticket): Values {
  return {
    title: ticket.title,
    description: ticket.description ?? "",
    status: ticket.status,
    priority: ticket.priority,
    category: ticket.category ?? "",
    location: ticket.location ?? "",
    contact_id: ticket.contact_id ?? "",
    assigned_user_id: ticket.assigned_user_id ?? "",
    scheduled_date: ticket.scheduled_date ?? "",
    scheduled_start: ticket.scheduled_start ?? "",
    scheduled_end: ticket.scheduled_end ?? "",
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** The form's values as the API types them; only what is there is sent. */
function toPatch(values: Values) {
  const status = textOrNull(values.status);
  const priority = textOrNull(values.priority);
  const optional = (key: string) => (key in values ? { [key]: textOrNull(values[key]) } : {});
  return {
    ...(typeof values.title === "string" && { title: values.title }),
    ...(isStatus(status) && { status }),
    ...(isPriority(priority) && { priority }),
    ...optional("description"),
    ...optional("category"),
    ...optional("location"),
    ...optional("contact_id"),
    ...optional("assigned_user_id"),
    ...optional("scheduled_date"),
    ...optional("scheduled_start"),
    ...optional("scheduled_end"),
  };
}

export function NewTicketForm({ contact, onDone }: { contact?: { id: string; name: string }; onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const navigate = useNavigate();
  return (
    <ResourceForm
      operation="POST /api/tickets"
      draftKey={contact ? `tickets/new/${contact.id}` : "tickets/new"}
      initial={{
        title: "",
        description: "",
        status: "Open",
        priority: "Medium",
        category: "",
        location: "",
        contact_id: contact?.id ?? "",
        assigned_user_id: "",
        scheduled_date: "",
        scheduled_start: "",
        scheduled_end: "",
      }}
      submitLabel={t("tickets.create")}
      busyLabel={t("actions.creating")}
      onCancel={onDone}
      onSubmit={async (values, constraints) => {
        const body = createBody(values, constraints);
        const created = await tickets.create(queries, { title: "", ...toPatch(body) });
        undoable(t("edits.created", { label: ticketLabel(created.row) }), created.changeSet);
        await navigate({ to: "/tickets/$id", params: { id: created.row.id } });
      }}
    >
      <TicketFields contactName={contact?.name ?? null} assignedName={null} />
    </ResourceForm>
  );
}

export function EditTicketForm({ ticket, onDone }: { ticket: Ticket; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <EditForm
      resource={tickets}
      row={ticket}
      toValues={toValues}
      toPatch={toPatch}
      labels={ticketLabels(t)}
      title={ticketLabel(ticket)}
      onDone={onDone}
    >
      <TicketFields contactName={ticket.contact_name} assignedName={ticket.assigned_user_name} />
    </EditForm>
  );
}

function TicketFields({ contactName, assignedName }: { contactName: string | null; assignedName: string | null }) {
  const { t } = useTranslation();
  return (
    <>
      <TextField name="title" label={t("tickets.subject")} autoComplete="off" autoFocus />
      <LongTextField name="description" label={t("tickets.description")} />
      <ReferenceField
        name="contact_id"
        label={t("tickets.contact")}
        kind="contact"
        none={t("tickets.no_contact")}
        initialName={contactName}
      />
      <div className="flex gap-4 max-[759px]:flex-col">
        <EnumField name="status" label={t("tickets.status")} enumName="ticket_status" />
        <EnumField name="priority" label={t("tickets.priority")} enumName="ticket_priority" />
      </div>
      <ReferenceField
        name="assigned_user_id"
        label={t("tickets.assigned")}
        kind="user"
        none={t("people.unassigned")}
        initialName={assignedName}
      />
      <div className="flex gap-4 max-[759px]:flex-col">
        <TextField name="category" label={t("tickets.category")} autoComplete="off" />
        <TextField name="location" label={t("tickets.location")} autoComplete="off" />
      </div>
      <FieldSet legend={t("tickets.section_schedule")}>
        <DateField name="scheduled_date" label={t("tickets.due")} help={t("tickets.due_help")} />
        <div className="flex gap-4 max-[759px]:flex-col">
          <DateTimeField name="scheduled_start" label={t("tickets.starts")} />
          <DateTimeField name="scheduled_end" label={t("tickets.ends")} />
        </div>
      </FieldSet>
    </>
  );
}
