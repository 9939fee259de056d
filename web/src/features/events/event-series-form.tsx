import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useFormContext } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { type EventSeries, eventSeries, events, type SeriesChanges, splitEventSeries } from "@/api/events";
import { patchBody } from "@/components/form/constraints";
import { EditForm } from "@/components/form/edit-form";
import { DateField, EnumField, TextField, TimeZoneField, useField } from "@/components/form/fields";
import { ResourceForm, type Values } from "@/components/form/resource-form";
import { NextDates } from "@/components/repeat/next-dates";
import { RepeatEditor } from "@/components/repeat/repeat-editor";
import { FieldSet } from "@/components/ui/field";
import { useUndoable } from "@/components/use-undo";
import { todayIn } from "@/lib/format";
import { contentOf, labelsOf, PeopleFields } from "./event-form";

function valuesOf(series: EventSeries): Values {
  return {
    title: series.title,
    type: series.type ?? "",
    contact_id: series.contact_id ?? "",
    assigned_user_id: series.assigned_user_id ?? "",
    location: series.location ?? "",
    notes: series.notes ?? "",
    reminder_minutes: series.reminder_minutes === null ? "" : String(series.reminder_minutes),
    rrule: series.rrule,
    starts_on: series.starts_on,
    start_time: series.start_time ?? "",
    duration_minutes: String(series.duration_minutes),
    timezone: series.timezone ?? "",
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** What was changed, as the API types it; only what is there is sent. */
function changesOf(values: Values): SeriesChanges {
  const minutes = Number(values.duration_minutes);
  return {
    ...contentOf(values),
    ...("rrule" in values && { rrule: textOf(values.rrule) }),
    ...("starts_on" in values && { starts_on: textOf(values.starts_on) }),
    ...("start_time" in values && { start_time: textOf(values.start_time) || null }),
    ...("duration_minutes" in values && minutes > 0 && { duration_minutes: minutes }),
    ...("timezone" in values && { timezone: textOf(values.timezone) || null }),
  };
}

type SeriesFormProps = { series: EventSeries; onDone: () => void; children: ReactNode };

/** Changes all that are still to come. `children` stand above the fields. */
export function EditSeriesForm({ series, onDone, children }: SeriesFormProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return (
    <EditForm
      resource={eventSeries}
      row={series}
      toValues={valuesOf}
      toPatch={changesOf}
      labels={labelsOf(t)}
      title={series.title}
      onDone={() => {
        void events.refresh(queries);
        onDone();
      }}
    >
      {children}
      <SeriesFields series={series} />
    </EditForm>
  );
}

/** Changes this and following: what goes on from there is a series of its own. */
export function SplitSeriesForm({ series, from, onDone, children }: SeriesFormProps & { from: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const initial = { ...valuesOf(series), starts_on: from.slice(0, 10) };
  return (
    <ResourceForm
      operation="POST /api/crm_event_series/{id}/split"
      draftKey={`crm_event_series/${series.id}/${from}`}
      initial={initial}
      submitLabel={t("actions.save")}
      busyLabel={t("actions.saving")}
      onCancel={onDone}
      onSubmit={async (values, constraints) => {
        const changes = changesOf(patchBody(values, initial, constraints));
        const { row, changeSet } = await splitEventSeries(series, from, changes);
        await Promise.all([eventSeries.refresh(queries), events.refresh(queries)]);
        undoable(t("events.saved", { title: row.title }), changeSet);
        onDone();
      }}
    >
      {children}
      <SeriesFields series={series} />
    </ResourceForm>
  );
}

function SeriesFields({ series }: { series: EventSeries }) {
  const { t } = useTranslation();
  return (
    <>
      <TextField name="title" label={t("events.subject")} autoComplete="off" autoFocus />
      <EnumField name="type" label={t("events.type")} enumName="event_type" empty={t("events.no_type")} />
      <FieldSet legend={t("events.section_repeat")}>
        <ScheduleFields />
      </FieldSet>
      <PeopleFields
        contactName={series.contact_name}
        personName={series.assigned_user_name}
        reminder={series.reminder_minutes}
      />
    </>
  );
}

function ScheduleFields() {
  const { t } = useTranslation();
  const rule = useField("rrule", false);
  const { watch } = useFormContext();
  const startsOn = textOf(watch("starts_on"));
  const startTime = textOf(watch("start_time"));
  const minutes = Number(watch("duration_minutes"));
  return (
    <>
      <div className="flex gap-4 max-[759px]:flex-col">
        <DateField name="starts_on" label={t("events.starts_on")} />
        <TextField name="start_time" label={t("events.start_time")} type="time" help={t("events.start_time_help")} />
        {startTime !== "" && (
          <TextField name="duration_minutes" label={t("events.duration")} inputMode="numeric" autoComplete="off" />
        )}
      </div>
      <RepeatEditor
        rule={rule.text}
        startsOn={startsOn || todayIn("UTC")}
        onChange={rule.field.onChange}
        error={rule.error}
      />
      {startsOn !== "" && rule.text !== "" && (
        <NextDates
          schedule={{
            rrule: rule.text,
            starts_on: startsOn,
            start_time: startTime || null,
            duration_minutes: startTime && Number.isInteger(minutes) && minutes > 0 ? minutes : null,
            timezone: textOf(watch("timezone")) || null,
          }}
        />
      )}
      <TimeZoneField name="timezone" label={t("events.timezone")} none={t("events.own_timezone")} />
    </>
  );
}
