import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { useId } from "react";
import { useFormContext } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { type Ticket, tickets } from "@/api/resources";
import { completeField, type TemplateField, type TemplateVersion, type TicketTemplate } from "@/api/templates";
import { constraintsOf, createBody } from "@/components/form/constraints";
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
import { optional, textOrNull } from "@/components/form/values";
import { columnLabels } from "@/components/template-form/column-labels";
import {
  answersOf,
  askedColumns,
  constraintsFor,
  defaultsOf,
  layoutOf,
  nameOf,
  shownAnswers,
} from "@/components/template-form/template-field";
import { TemplateFormFields } from "@/components/template-form/template-form-fields";
import { Field, FieldLabel, FieldSet } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { useUndoable } from "@/components/use-undo";
import { ticketLabel } from "./ticket-edits";
import { isPriority, isStatus } from "./ticket-enums";
import { useTicketWords } from "./ticket-words";

export function ticketLabels(t: TFunction): Record<string, string> {
  return columnLabels(t);
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

/** The form's values as the API types them; only what is there is sent. */
function toPatch(values: Values) {
  const status = textOrNull(values.status);
  const priority = textOrNull(values.priority);
  return {
    ...(typeof values.title === "string" && { title: values.title }),
    ...(isStatus(status) && { status }),
    ...(isPriority(priority) && { priority }),
    ...optional(
      values,
      "description",
      "category",
      "location",
      "contact_id",
      "assigned_user_id",
      "scheduled_date",
      "scheduled_start",
      "scheduled_end",
    ),
  };
}

type NewTicketProps = {
  contact?: { id: string; name: string };
  person?: { id: string; name: string };
  schedule?: { start: string | undefined; end: string | undefined; day: string | undefined };
  /** The template that asks, and those that could. */
  template: TicketTemplate | null;
  templates: readonly TicketTemplate[];
  onTemplate: (template: TicketTemplate | null) => void;
  onDone: () => void;
  /** Where it goes once the ticket is there; else to the ticket. */
  onCreated?: () => void;
};

export function NewTicketForm(props: NewTicketProps) {
  const { contact, person, schedule, template, templates, onTemplate, onDone, onCreated } = props;
  const { t } = useTranslation();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const navigate = useNavigate();
  const layoutOfTemplate = (chosen: TicketTemplate | null) =>
    chosen && layoutOf(chosen.fields.map(completeField), columnLabels(t));
  const startOf = (chosen: TicketTemplate | null): Values => ({
    title: "",
    description: "",
    status: "Open",
    priority: "Medium",
    category: "",
    location: "",
    assigned_user_id: "",
    scheduled_date: "",
    scheduled_start: "",
    scheduled_end: "",
    ...defaultsOf(layoutOfTemplate(chosen) ?? []),
    contact_id: contact?.id ?? "",
    ...(person && { assigned_user_id: person.id }),
    ...(schedule?.day && { scheduled_date: schedule.day }),
    ...(schedule?.start && { scheduled_start: schedule.start, scheduled_end: schedule.end ?? "" }),
  });
  const layout = layoutOfTemplate(template);
  return (
    <ResourceForm
      operation="POST /api/tickets"
      constraints={layout ? constraintsFor(layout, constraintsOf("POST /api/tickets")) : undefined}
      draftKey={["tickets/new", contact?.id, schedule?.start ?? schedule?.day].filter(Boolean).join("/")}
      initial={startOf(template)}
      submitLabel={t("tickets.create")}
      busyLabel={t("actions.creating")}
      onCancel={onDone}
      onSubmit={async (values, constraints) => {
        const asked = layout ? askedColumns(layout, values) : values;
        const emptied = Object.fromEntries(Object.entries(asked).filter(([, value]) => value === null));
        const columns = toPatch({ ...createBody(asked, constraints), ...emptied });
        const answers = layout &&
          template && {
            template_id: template.id,
            template_version: template.version,
            fields: answersOf(layout, values),
          };
        const created = await tickets.create(queries, { title: "", ...columns, ...answers });
        undoable(t("edits.created", { label: ticketLabel(created.row) }), created.changeSet);
        if (onCreated) onCreated();
        else await navigate({ to: "/tickets/$id", params: { id: created.row.id } });
      }}
    >
      {templates.length > 0 && (
        <TemplateChoice template={template} templates={templates} startOf={startOf} onTemplate={onTemplate} />
      )}
      {layout ? (
        <TemplateFormFields
          fields={layout}
          names={{ contact_id: contact?.name ?? null, assigned_user_id: person?.name ?? null }}
          autoFocus
        />
      ) : (
        <TicketFields contactName={contact?.name ?? null} assignedName={person?.name ?? null} />
      )}
    </ResourceForm>
  );
}

type TemplateChoiceProps = Pick<NewTicketProps, "template" | "templates" | "onTemplate"> & {
  startOf: (template: TicketTemplate | null) => Values;
};

/** Another template asks other questions; what was typed already stays. */
function TemplateChoice({ template, templates, startOf, onTemplate }: TemplateChoiceProps) {
  const { t } = useTranslation();
  const id = useId();
  const { reset } = useFormContext();
  return (
    <Field>
      <FieldLabel htmlFor={id}>{t("templates.template")}</FieldLabel>
      <Select
        id={id}
        choices={templates.map((one) => ({ value: one.id, label: one.name }))}
        empty={t("templates.no_template")}
        value={template?.id ?? null}
        onChange={(chosen) => {
          const next = templates.find((one) => one.id === chosen) ?? null;
          reset(startOf(next), { keepDirtyValues: true });
          onTemplate(next);
        }}
      />
    </Field>
  );
}

type EditTicketProps = { ticket: Ticket; template: TemplateVersion | null; onDone: () => void };

export function EditTicketForm({ ticket, template, onDone }: EditTicketProps) {
  const { t } = useTranslation();
  const layout = template && layoutOf(template.fields.map(completeField), columnLabels(t));
  const labels = ticketLabels(t);
  for (const field of layout ?? []) labels[nameOf(field)] = field.label;
  return (
    <EditForm
      resource={tickets}
      row={ticket}
      toValues={(row) => ({ ...toValues(row), ...(layout && { fields: shownAnswers(layout, row.fields) }) })}
      toPatch={(changed, whole) => ({
        ...toPatch(changed),
        ...(layout && changesAnswers(layout, changed) && { fields: allAnswers(layout, whole, ticket.fields) }),
      })}
      constraints={layout ? constraintsFor(layout, constraintsOf("PATCH /api/tickets/{id}")) : undefined}
      group="fields"
      labels={labels}
      words={useTicketWords()}
      title={ticketLabel(ticket)}
      onDone={onDone}
    >
      {layout ? (
        <TemplateFormFields
          fields={layout}
          names={{ contact_id: ticket.contact_name, assigned_user_id: ticket.assigned_user_name }}
          autoFocus
        />
      ) : (
        <TicketFields contactName={ticket.contact_name} assignedName={ticket.assigned_user_name} />
      )}
    </EditForm>
  );
}

/** An answer is another, or a column on which questions depend. */
function changesAnswers(layout: readonly TemplateField[], changed: Values): boolean {
  const waited = layout.map((field) => field.show_if?.key);
  return Object.keys(changed).some((name) => name.startsWith("fields.") || waited.includes(name));
}

/** All answers as they are with the change; those under keys that the template does not know stay as they came. */
function allAnswers(layout: readonly TemplateField[], whole: Values, stored: Ticket["fields"]): Values {
  const known = new Set(layout.map(nameOf));
  const strange = Object.entries(stored).filter(([key]) => !known.has(`fields.${key}`));
  const answers = Object.entries(whole).filter(([name]) => name.startsWith("fields."));
  const values = { ...whole, fields: Object.fromEntries(answers.map(([name, value]) => [name.slice(7), value])) };
  return { ...Object.fromEntries(strange), ...answersOf(layout, values) };
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
