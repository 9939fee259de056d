import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { useEffect, useRef } from "react";
import { useFormContext, useWatch } from "react-hook-form";
import { useTranslation } from "react-i18next";
import type { Ticket } from "@/api/resources";
import { splitSeries, type TicketSeries, ticketSeries } from "@/api/series";
import { useTimeZone } from "@/api/session";
import { completeField, type TicketTemplate } from "@/api/templates";
import { createBody, flat, patchBody } from "@/components/form/constraints";
import { EditForm } from "@/components/form/edit-form";
import { EnumField, LongTextField, ReferenceField, SelectField, TextField } from "@/components/form/fields";
import { ResourceForm, type Values } from "@/components/form/resource-form";
import { optional } from "@/components/form/values";
import { repeatFrom, writeRule } from "@/components/repeat/rule";
import { ScheduleFields, scheduleChanges, scheduleLabels, scheduleValues } from "@/components/repeat/schedule-fields";
import { answersOf, defaultsOf, shownAnswers } from "@/components/template-form/template-field";
import { TemplateFormFields } from "@/components/template-form/template-form-fields";
import { FieldSet } from "@/components/ui/field";
import { useUndoable } from "@/components/use-undo";
import { addDays, formatDate, localDay, todayIn, toLocalField } from "@/lib/format";

type Templates = readonly TicketTemplate[];

function newValues(today: string): Values {
  const startsOn = addDays(today, 1);
  return {
    title: "",
    description: "",
    priority: "Medium",
    category: "",
    location: "",
    contact_id: "",
    assigned_user_id: "",
    template_id: "",
    fields: {},
    rrule: writeRule(repeatFrom("WEEKLY", startsOn)),
    starts_on: startsOn,
    start_time: "09:00",
    duration_minutes: "60",
    timezone: "",
  };
}

/** A series that goes on from a ticket as it is. */
function valuesOfTicket(ticket: Ticket, zone: string): Values {
  const { scheduled_start: start, scheduled_end: end } = ticket;
  const startsOn = ticket.scheduled_date ?? todayIn(zone);
  const minutes = start && end ? (Date.parse(end) - Date.parse(start)) / 60_000 : null;
  return {
    ...newValues(startsOn),
    title: ticket.title,
    description: ticket.description ?? "",
    priority: ticket.priority,
    category: ticket.category ?? "",
    location: ticket.location ?? "",
    contact_id: ticket.contact_id ?? "",
    assigned_user_id: ticket.assigned_user_id ?? "",
    template_id: ticket.template_id ?? "",
    fields: ticket.fields,
    rrule: writeRule(repeatFrom("WEEKLY", startsOn)),
    starts_on: start ? localDay(start, zone) : startsOn,
    start_time: start ? toLocalField(start, zone).slice(11, 16) : "",
    duration_minutes: minutes === null ? "" : String(minutes),
    timezone: zone,
  };
}

function valuesOf(series: TicketSeries, templates: Templates): Values {
  const own = ownFields(templates, series.template_id);
  return {
    title: series.title,
    description: series.description ?? "",
    priority: series.priority,
    category: series.category ?? "",
    location: series.location ?? "",
    contact_id: series.contact_id ?? "",
    assigned_user_id: series.assigned_user_id ?? "",
    template_id: series.template_id ?? "",
    fields: shownAnswers(own, series.fields),
    ...scheduleValues(series),
  };
}

/** The questions of a template; its columns are asked by the series itself. */
function ownFields(templates: Templates, id: unknown) {
  const template = templates.find((one) => one.id === id);
  return (template?.fields ?? []).map(completeField).filter((field) => field.kind !== "column");
}

const priorities: Record<TicketSeries["priority"], true> = { Low: true, Medium: true, High: true, Urgent: true };

function isPriority(value: unknown): value is TicketSeries["priority"] {
  return typeof value === "string" && value in priorities;
}

/** The form's values as the API types them; only what is there is sent. */
function toChanges(values: Values) {
  const minutes = values.duration_minutes;
  return {
    ...(isPriority(values.priority) && { priority: values.priority }),
    ...(typeof values.title === "string" && { title: values.title }),
    ...optional(values, "description", "category", "location", "contact_id", "assigned_user_id", "template_id"),
    ...scheduleChanges(values),
    ...("duration_minutes" in values && { duration_minutes: typeof minutes === "number" ? minutes : null }),
    // What has no start lasts all day.
    ...("start_time" in values && !values.start_time && { duration_minutes: null }),
  };
}

/** What changed, with the answers as a whole when one of them did. */
function changesOf(changed: Values, whole: Values, templates: Templates) {
  const own = ownFields(templates, whole.template_id);
  const isAnswered = "template_id" in changed || Object.keys(changed).some((name) => name.startsWith("fields."));
  return { ...toChanges(changed), ...(isAnswered && { fields: answersOf(own, nested(whole)) }) };
}

/** `fields.place` as an answer among the others. */
function nested(values: Values): Values {
  const answers = Object.entries(values).filter(([name]) => name.startsWith("fields."));
  return { ...values, fields: Object.fromEntries(answers.map(([name, value]) => [name.slice(7), value])) };
}

type NewSeriesProps = { ticket: Ticket | null; templates: Templates; onDone: () => void };

export function NewSeriesForm({ ticket, templates, onDone }: NewSeriesProps) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const navigate = useNavigate();
  return (
    <ResourceForm
      operation="POST /api/ticket_series"
      draftKey={ticket ? `ticket_series/new/${ticket.id}` : "ticket_series/new"}
      initial={ticket ? valuesOfTicket(ticket, zone) : newValues(todayIn(zone))}
      submitLabel={t("series.create")}
      busyLabel={t("actions.creating")}
      onCancel={onDone}
      onSubmit={async (values, constraints) => {
        const { rrule, starts_on: startsOn, title } = values;
        const own = ownFields(templates, values.template_id);
        const created = await ticketSeries.create(queries, {
          ...toChanges(createBody(values, constraints)),
          title: String(title),
          rrule: String(rrule),
          starts_on: String(startsOn),
          ...(own.length > 0 && { fields: answersOf(own, values) }),
          ...(ticket && { ticket_id: ticket.id }),
        });
        void queries.invalidateQueries({ queryKey: ["tickets"] });
        undoable(t("edits.created", { label: created.row.title }), created.changeSet);
        await navigate({ to: "/series/$id", params: { id: created.row.id } });
      }}
    >
      {ticket && <Note>{t("series.make_help", { number: ticket.number })}</Note>}
      <SeriesFields
        templates={templates}
        names={{ contact: ticket?.contact_name ?? null, assigned: ticket?.assigned_user_name ?? null }}
      />
    </ResourceForm>
  );
}

type EditSeriesProps = { series: TicketSeries; templates: Templates; onDone: () => void };

/** Changes all: the tickets ahead follow. */
export function EditSeriesForm({ series, templates, onDone }: EditSeriesProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return (
    <EditForm
      resource={ticketSeries}
      row={series}
      toValues={(row) => valuesOf(row, templates)}
      toPatch={(changed, whole) => changesOf(changed, whole, templates)}
      group="fields"
      labels={seriesLabels(t)}
      title={series.title}
      onDone={() => {
        void queries.invalidateQueries({ queryKey: ["tickets"] });
        onDone();
      }}
    >
      <Note>{t("series.follows")}</Note>
      <SeriesFields
        templates={templates}
        names={{ contact: series.contact_name, assigned: series.assigned_user_name }}
      />
    </EditForm>
  );
}

type SplitSeriesProps = EditSeriesProps & { from: string; onSplit: (row: TicketSeries) => void };

/** Changes this and following: what goes on from there is a series of its own. */
export function SplitSeriesForm({ series, templates, from, onDone, onSplit }: SplitSeriesProps) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const day = formatDate(from.slice(0, 10), todayIn(zone));
  const initial = { ...valuesOf(series, templates), starts_on: from.slice(0, 10) };
  return (
    <ResourceForm
      operation="POST /api/ticket_series/{id}/split"
      draftKey={`ticket_series/${series.id}/${from}`}
      initial={initial}
      submitLabel={t("actions.save")}
      busyLabel={t("actions.saving")}
      onCancel={onDone}
      onSubmit={async (values, constraints) => {
        const whole = flat(values, "fields");
        const changed = patchBody(whole, flat(initial, "fields"), constraints);
        const { row, changeSet } = await splitSeries(series, from, changesOf(changed, whole, templates));
        await Promise.all([ticketSeries.refresh(queries), queries.invalidateQueries({ queryKey: ["tickets"] })]);
        undoable(t("series.saved_from", { label: row.title, day }), changeSet);
        onSplit(row);
      }}
    >
      <Note>{t("series.follows_from", { day })}</Note>
      <SeriesFields
        templates={templates}
        names={{ contact: series.contact_name, assigned: series.assigned_user_name }}
      />
    </ResourceForm>
  );
}

export function seriesLabels(t: TFunction): Record<string, string> {
  return {
    title: t("series.subject"),
    description: t("series.description"),
    contact_id: t("tickets.contact"),
    assigned_user_id: t("tickets.assigned"),
    priority: t("tickets.priority"),
    category: t("tickets.category"),
    location: t("tickets.location"),
    template_id: t("series.template"),
    ...scheduleLabels(t),
  };
}

function Note({ children }: { children: string }) {
  return <p className="rounded-sm bg-info-bg px-3 py-2 text-info-fg">{children}</p>;
}

type SeriesFieldsProps = { templates: Templates; names: { contact: string | null; assigned: string | null } };

function SeriesFields({ templates, names }: SeriesFieldsProps) {
  const { t } = useTranslation();
  const labels = seriesLabels(t);
  return (
    <>
      <TextField name="title" label={t("series.subject")} autoComplete="off" autoFocus />
      <ReferenceField
        name="contact_id"
        label={t("tickets.contact")}
        kind="contact"
        none={t("tickets.no_contact")}
        initialName={names.contact}
      />
      <ReferenceField
        name="assigned_user_id"
        label={t("tickets.assigned")}
        kind="user"
        none={t("people.unassigned")}
        initialName={names.assigned}
      />
      <FieldSet legend={t("series.section_schedule")}>
        <ScheduleFields />
      </FieldSet>
      <FieldSet legend={t("series.section_tickets")}>
        <LongTextField name="description" label={t("series.description")} />
        <div className="flex gap-4 max-[759px]:flex-col">
          <EnumField name="priority" label={t("tickets.priority")} enumName="ticket_priority" />
          <TextField name="category" label={t("tickets.category")} autoComplete="off" />
        </div>
        <TextField name="location" label={t("tickets.location")} autoComplete="off" />
        {templates.length > 0 && (
          <SelectField
            name="template_id"
            label={labels.template_id ?? ""}
            choices={templates.map((one) => ({ value: one.id, label: one.name }))}
            empty={t("templates.no_template")}
          />
        )}
        <TemplateAnswers templates={templates} />
      </FieldSet>
    </>
  );
}

/** The questions of the chosen template; another template begins with its own defaults. */
function TemplateAnswers({ templates }: { templates: Templates }) {
  const { setValue } = useFormContext();
  const id: unknown = useWatch({ name: "template_id" });
  const asked = useRef(id);
  const own = ownFields(templates, id);
  useEffect(() => {
    if (asked.current === id) return;
    asked.current = id;
    setValue("fields", defaultsOf(ownFields(templates, id)).fields, { shouldDirty: true });
  }, [id, templates, setValue]);
  return <TemplateFormFields fields={own} />;
}
