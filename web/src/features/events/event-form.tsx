import { useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { type ReactNode, useEffect, useRef } from "react";
import { useFormContext, useWatch } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { type Event, type EventChanges, type EventSeries, eventSeries, events } from "@/api/events";
import { Problem } from "@/api/problem";
import { useTimeZone } from "@/api/session";
import type { Placement } from "@/components/calendar/calendar-entry";
import { createBody } from "@/components/form/constraints";
import { EditForm } from "@/components/form/edit-form";
import {
  DateField,
  DateTimeField,
  EnumField,
  LongTextField,
  ReferenceField,
  SelectField,
  SwitchField,
  TextField,
  useField,
} from "@/components/form/fields";
import { ResourceForm, type Values } from "@/components/form/resource-form";
import { optional, textOf } from "@/components/form/values";
import { NextDates } from "@/components/repeat/next-dates";
import { RepeatEditor } from "@/components/repeat/repeat-editor";
import { repeatFrom, writeRule } from "@/components/repeat/rule";
import { scheduleLabels } from "@/components/repeat/schedule-fields";
import { FieldSet } from "@/components/ui/field";
import { useUndoable } from "@/components/use-undo";
import { addMinutes, minutesBetween } from "@/lib/calendar";
import { addDays, daysBetween, fromLocalField, localDay, toLocalField } from "@/lib/format";
import { placementOf, timesOf } from "./event-times";
import { reminderChoices } from "./reminders";
import { useHomeZone } from "./use-event-acts";

/** What a new event begins with. */
type EventStart = {
  at: Placement;
  title?: string;
  type?: Event["type"];
  contact?: { id: string; name: string } | null;
  person?: { id: string; name: string } | null;
};

const dayMinutes = 1440;

/** When it is, both ways: who switches between times and days finds something sensible there. */
function whenValues(at: Placement, zone: string): Values {
  if (at.allDay) {
    const start = fromLocalField(`${at.day}T09:00`, zone);
    return {
      all_day: true,
      start_date: at.day,
      end_date: at.lastDay ?? at.day,
      start_at: start,
      end_at: addMinutes(start, 60),
    };
  }
  const day = localDay(at.start, zone);
  return {
    all_day: false,
    start_date: day,
    end_date: localDay(addMinutes(at.end, -1), zone),
    start_at: at.start,
    end_at: at.end,
  };
}

function newValues(start: EventStart, zone: string): Values {
  return {
    title: start.title ?? "",
    type: start.type ?? "Meeting",
    contact_id: start.contact?.id ?? "",
    assigned_user_id: start.person?.id ?? "",
    location: "",
    notes: "",
    reminder_minutes: "",
    status: "Planned",
    ...whenValues(start.at, zone),
    repeats: false,
    rrule: "",
  };
}

/** What an event and its series have in common, as the fields show it. */
export function contentValues(row: Event | EventSeries): Values {
  return {
    title: row.title,
    type: row.type ?? "",
    contact_id: row.contact_id ?? "",
    assigned_user_id: row.assigned_user_id ?? "",
    location: row.location ?? "",
    notes: row.notes ?? "",
    reminder_minutes: row.reminder_minutes === null ? "" : String(row.reminder_minutes),
  };
}

function valuesOf(event: Event, zone: string): Values {
  return {
    ...contentValues(event),
    status: event.status,
    ...whenValues(placementOf(event), zone),
  };
}

const types: Record<NonNullable<Event["type"]>, true> = {
  Call: true,
  Meeting: true,
  "Follow-up": true,
  Renewal: true,
  Other: true,
};
const statuses: Record<Event["status"], true> = { Planned: true, "In Progress": true, Done: true, Cancelled: true };

function isType(value: unknown): value is NonNullable<Event["type"]> {
  return typeof value === "string" && value in types;
}

function isStatus(value: unknown): value is Event["status"] {
  return typeof value === "string" && value in statuses;
}

/** The same as the API types it; only what is there is sent. */
export function contentOf(values: Values) {
  const minutes = values.reminder_minutes;
  return {
    ...(typeof values.title === "string" && { title: values.title }),
    ...("type" in values && { type: isType(values.type) ? values.type : null }),
    ...("reminder_minutes" in values && {
      reminder_minutes: typeof minutes === "number" ? minutes : textOf(minutes) === "" ? null : Number(minutes),
    }),
    ...optional(values, "contact_id", "assigned_user_id", "location", "notes"),
  };
}

const whenFields = ["all_day", "start_date", "end_date", "start_at", "end_at"];

/** When it is, from the fields that are shown; a refusal names the field that is wrong. */
function placementIn(values: Values, t: TFunction): Placement {
  const refuse = (field: string, detail: string) =>
    new Problem(422, "validation", "", "", [{ pointer: `/${field}`, code: "invalid", detail }]);
  const text = (field: string) => {
    const found = textOf(values[field]);
    if (found === "") throw refuse(field, t("forms.required"));
    return found;
  };
  if (values.all_day === true) {
    const [day, lastDay] = [text("start_date"), text("end_date")];
    if (lastDay < day) throw refuse("end_date", t("events.last_before_first"));
    return lastDay > day ? { allDay: true, day, lastDay } : { allDay: true, day };
  }
  const [start, end] = [text("start_at"), text("end_at")];
  if (minutesBetween(start, end) <= 0) throw refuse("end_at", t("events.ends_before_start"));
  return { allDay: false, start, end };
}

/** The schedule of a series that begins with an event. */
function scheduleOf(at: Placement, zone: string) {
  if (at.allDay) {
    const days = daysBetween(at.day, at.lastDay ?? at.day) + 1;
    return { starts_on: at.day, start_time: null, duration_minutes: days * dayMinutes };
  }
  const [startsOn = "", time = ""] = toLocalField(at.start, zone).split("T");
  return { starts_on: startsOn, start_time: time, duration_minutes: minutesBetween(at.start, at.end), timezone: zone };
}

type NewEventProps = { start: EventStart; onDone: () => void };

export function NewEventForm({ start, onDone }: NewEventProps) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const home = useHomeZone();
  const queries = useQueryClient();
  const undoable = useUndoable();
  return (
    <ResourceForm
      operation="POST /api/crm_events"
      constraints={{ start_at: {}, end_at: {} }}
      draftKey={[
        "crm_events/new",
        start.contact?.id,
        start.title,
        start.at.allDay ? start.at.day : start.at.start,
      ].join("/")}
      initial={newValues(start, zone)}
      submitLabel={t("events.create")}
      busyLabel={t("actions.creating")}
      onCancel={onDone}
      onSubmit={async (values, constraints) => {
        const at = placementIn(values, t);
        const content = contentOf(createBody(values, constraints));
        const title = textOf(values.title).trim();
        if (values.repeats === true) {
          const body = { ...content, ...scheduleOf(at, zone), title, rrule: textOf(values.rrule) };
          const { changeSet } = await eventSeries.create(queries, body);
          await events.refresh(queries);
          undoable(t("events.created", { title }), changeSet);
        } else {
          const status = isStatus(values.status) ? { status: values.status } : {};
          const { changeSet } = await events.create(queries, { ...content, ...status, ...timesOf(at, home), title });
          undoable(t("events.created", { title }), changeSet);
        }
        onDone();
      }}
    >
      <EventFields contactName={start.contact?.name ?? null} personName={start.person?.name ?? null} reminder={null}>
        <RepeatFields />
      </EventFields>
    </ResourceForm>
  );
}

type EditEventProps = { event: Event; onDone: () => void; children?: ReactNode };

/** Changes one event. `children` stand above its fields. */
export function EditEventForm({ event, onDone, children }: EditEventProps) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const home = useHomeZone();
  return (
    <EditForm
      resource={events}
      row={event}
      toValues={(row) => valuesOf(row, zone)}
      toPatch={(changed, whole): EventChanges => ({
        ...contentOf(changed),
        ...(isStatus(changed.status) && { status: changed.status }),
        ...(whenFields.some((field) => field in changed) && timesOf(placementIn(whole, t), home)),
      })}
      labels={labelsOf(t)}
      title={event.title}
      onDone={onDone}
    >
      {children}
      <EventFields
        contactName={event.contact_name}
        personName={event.assigned_user_name}
        reminder={event.reminder_minutes}
      />
    </EditForm>
  );
}

export function labelsOf(t: TFunction): Record<string, string> {
  return {
    title: t("events.subject"),
    type: t("events.type"),
    contact_id: t("events.contact"),
    assigned_user_id: t("events.assigned"),
    location: t("events.location"),
    notes: t("events.notes"),
    reminder_minutes: t("events.reminder"),
    status: t("events.status"),
    all_day: t("events.all_day"),
    start_date: t("events.first_day"),
    end_date: t("events.last_day"),
    start_at: t("events.starts"),
    end_at: t("events.ends"),
    ...scheduleLabels(t),
  };
}

type FieldsProps = {
  contactName: string | null;
  personName: string | null;
  reminder: number | null;
  children?: ReactNode;
};

function EventFields({ contactName, personName, reminder, children }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <TextField name="title" label={t("events.subject")} autoComplete="off" autoFocus />
      <div className="flex gap-4 max-[759px]:flex-col">
        <EnumField name="type" label={t("events.type")} enumName="event_type" empty={t("events.no_type")} />
        <EnumField name="status" label={t("events.status")} enumName="event_status" />
      </div>
      <FieldSet legend={t("events.section_when")}>
        <WhenFields />
      </FieldSet>
      {children}
      <PeopleFields contactName={contactName} personName={personName} reminder={reminder} />
    </>
  );
}

/** With whom, who, where, and what else is to be known: of an event as of a series. */
export function PeopleFields({ contactName, personName, reminder }: Omit<FieldsProps, "children">) {
  const { t } = useTranslation();
  return (
    <>
      <ReferenceField
        name="contact_id"
        label={t("events.contact")}
        kind="contact"
        none={t("events.no_contact")}
        initialName={contactName}
      />
      <ReferenceField
        name="assigned_user_id"
        label={t("events.assigned")}
        kind="user"
        none={t("events.no_person")}
        initialName={personName}
      />
      <TextField name="location" label={t("events.location")} autoComplete="off" />
      <SelectField
        name="reminder_minutes"
        label={t("events.reminder")}
        help={t("events.reminder_help")}
        choices={reminderChoices(reminder, t)}
        empty={t("events.reminder_none")}
      />
      <LongTextField name="notes" label={t("events.notes")} />
    </>
  );
}

function WhenFields() {
  const { t } = useTranslation();
  const isAllDay: unknown = useWatch({ name: "all_day" });
  useKeptLength();
  return (
    <>
      <SwitchField name="all_day" label={t("events.all_day")} />
      <div className="flex gap-4 max-[759px]:flex-col">
        {isAllDay === true ? (
          <>
            <DateField name="start_date" label={t("events.first_day")} />
            <DateField name="end_date" label={t("events.last_day")} />
          </>
        ) : (
          <>
            <DateTimeField name="start_at" label={t("events.starts")} />
            <DateTimeField name="end_at" label={t("events.ends")} />
          </>
        )}
      </div>
    </>
  );
}

/** Whoever moves the start moves the end with it. */
function useKeptLength(): void {
  const { getValues, setValue } = useFormContext();
  const start = textOf(useWatch({ name: "start_at" }));
  const day = textOf(useWatch({ name: "start_date" }));
  const before = useRef({ start, day });
  useEffect(() => {
    const { start: last, day: lastDay } = before.current;
    before.current = { start: start || last, day: day || lastDay };
    const [end, endDay] = [textOf(getValues("end_at")), textOf(getValues("end_date"))];
    if (start && last && end && start !== last) {
      setValue("end_at", addMinutes(end, minutesBetween(last, start)), { shouldDirty: true });
    }
    if (day && lastDay && endDay && day !== lastDay) {
      setValue("end_date", addDays(endDay, daysBetween(lastDay, day)), { shouldDirty: true });
    }
  }, [start, day, getValues, setValue]);
}

/** Whether and how a new event comes back. */
function RepeatFields() {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const { watch, setValue } = useFormContext();
  const rule = useField("rrule", false);
  const repeats: unknown = watch("repeats");
  const isAllDay = watch("all_day") === true;
  const [start, end] = [textOf(watch("start_at")), textOf(watch("end_at"))];
  const startsOn = isAllDay ? textOf(watch("start_date")) : start && localDay(start, zone);
  useEffect(() => {
    if (repeats === true && rule.text === "" && startsOn) setValue("rrule", writeRule(repeatFrom("WEEKLY", startsOn)));
  }, [repeats, rule.text, startsOn, setValue]);
  const timed = !isAllDay && start && end && minutesBetween(start, end) > 0;
  return (
    <>
      <SwitchField name="repeats" label={t("repeat.repeats")} />
      {repeats === true && startsOn && rule.text !== "" && (
        <FieldSet legend={t("events.section_repeat")}>
          <RepeatEditor rule={rule.text} startsOn={startsOn} onChange={rule.field.onChange} error={rule.error} />
          <NextDates
            schedule={{
              rrule: rule.text,
              starts_on: startsOn,
              start_time: timed ? toLocalField(start, zone).slice(11) : null,
              duration_minutes: timed ? minutesBetween(start, end) : null,
              timezone: zone,
            }}
          />
        </FieldSet>
      )}
    </>
  );
}
