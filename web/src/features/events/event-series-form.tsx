import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type EventSeries, eventSeries, events, type SeriesChanges, splitEventSeries } from "@/api/events";
import { patchBody } from "@/components/form/constraints";
import { EditForm } from "@/components/form/edit-form";
import { EnumField, TextField } from "@/components/form/fields";
import { ResourceForm, type Values } from "@/components/form/resource-form";
import { ScheduleFields, scheduleChanges, scheduleValues } from "@/components/repeat/schedule-fields";
import { FieldSet } from "@/components/ui/field";
import { useUndoable } from "@/components/use-undo";
import { contentOf, contentValues, labelsOf, PeopleFields } from "./event-form";

function valuesOf(series: EventSeries): Values {
  return { ...contentValues(series), ...scheduleValues(series) };
}

/** What was changed, as the API types it; only what is there is sent. */
function changesOf(values: Values): SeriesChanges {
  const minutes = Number(values.duration_minutes);
  return {
    ...contentOf(values),
    ...scheduleChanges(values),
    ...("duration_minutes" in values && minutes > 0 && { duration_minutes: minutes }),
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
