import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Event, type EventSeries, eventSeries, events } from "@/api/events";
import { contacts } from "@/api/resources";
import { useCan, useMe, useTimeZone } from "@/api/session";
import type { Placement } from "@/components/calendar/calendar-entry";
import { firstPlace } from "@/components/calendar/first-place";
import { explain } from "@/components/explain";
import { FormSheet, FormSkeleton } from "@/components/form-sheet";
import { noReference } from "@/components/reference-picker";
import { endBefore } from "@/components/repeat/rule";
import { tellFailure } from "@/components/toasts";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTitle } from "@/components/ui/dialog";
import { Segmented } from "@/components/ui/tabs";
import { useUndoable } from "@/components/use-undo";
import { isDay } from "@/lib/calendar";
import { addDays, fromLocalField, localDay, toLocalField } from "@/lib/format";
import { EditEventForm, NewEventForm } from "./event-form";
import { EventActs, EventPeek } from "./event-peek";
import { EditSeriesForm, SplitSeriesForm } from "./event-series-form";
import { placementOf } from "./event-times";
import { useEventActs } from "./use-event-acts";

type NewProps = {
  /** The day that the calendar shows. */
  day: string;
  place?: { start: string | undefined; end: string | undefined; on: string | undefined; until: string | undefined };
  contactId: string | undefined;
  /** The event that this one follows up. */
  follows?: string | undefined;
  /** What it is, when that is known. */
  as?: { type: Event["type"]; title: string } | undefined;
  onClose: () => void;
};

/** A new event: where somebody drew it, or as the follow-up of another. Under a filter by contact, for that contact. */
export function NewEventPanel({ day, place, contactId, follows, as, onClose }: NewProps) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const { user } = useMe();
  const known = follows === undefined && contactId !== undefined && contactId !== noReference;
  const contact = useQuery({ ...contacts.one(contactId ?? ""), enabled: known });
  const before = useQuery({ ...events.one(follows ?? ""), enabled: follows !== undefined });
  const me = { id: user.id, name: user.name ?? user.email };
  const isWaiting = (known && contact.isPending) || (follows !== undefined && before.isPending);
  const start = before.data
    ? followUp(before.data, zone, t("events.follow_up_title", { title: before.data.title }), me)
    : {
        ...as,
        at: (place && placed(place)) ?? firstPlace(day, zone),
        contact: contact.data ? { id: contact.data.id, name: contact.data.name } : null,
        person: me,
      };
  return (
    <FormSheet title={t("events.new")} onClose={onClose}>
      {isWaiting ? <FormSkeleton /> : <NewEventForm start={start} onDone={onClose} />}
    </FormSheet>
  );
}

function isInstant(text: string | undefined): text is string {
  return text !== undefined && !Number.isNaN(Date.parse(text)) && /(Z|[+-]\d\d:\d\d)$/.test(text);
}

function placed({ start, end, on, until }: NonNullable<NewProps["place"]>): Placement | null {
  if (isDay(on))
    return isDay(until) && until > on ? { allDay: true, day: on, lastDay: until } : { allDay: true, day: on };
  return isInstant(start) && isInstant(end) && Date.parse(start) < Date.parse(end)
    ? { allDay: false, start, end }
    : null;
}

/** A week later at the same local time, with the same contact and person. */
function followUp(event: Event, zone: string, title: string, me: { id: string; name: string }) {
  const at = placementOf(event);
  const { assigned_user_id: personId, contact_id: contactId } = event;
  return {
    at: at.allDay ? ({ allDay: true, day: addDays(at.day, 7) } as const) : weekLater(at, zone),
    title: title.slice(0, 200),
    type: "Follow-up" as const,
    contact: contactId === null ? null : { id: contactId, name: event.contact_name ?? "" },
    person: personId === null ? me : { id: personId, name: event.assigned_user_name ?? "" },
  };
}

function weekLater({ start, end }: { start: string; end: string }, zone: string): Placement {
  const local = toLocalField(start, zone);
  const next = fromLocalField(`${addDays(localDay(start, zone), 7)}${local.slice(10)}`, zone);
  const length = Date.parse(end) - Date.parse(start);
  return { allDay: false, start: next, end: new Date(Date.parse(next) + length).toISOString() };
}

/** One event with all its fields; of a series one chooses what is changed. Who may not write, reads. */
export function EventPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const canWrite = useCan("write_events");
  const found = useQuery({ ...events.one(id), retry: false });
  const seriesId = found.data?.series_id ?? null;
  const series = useQuery({ ...eventSeries.one(seriesId ?? ""), enabled: seriesId !== null, retry: false });
  return (
    <FormSheet title={found.data?.title ?? t("events.untyped")} onClose={onClose}>
      {found.isError ? (
        <p className="px-6 py-5" role="alert">
          {explain(found.error, t)}
        </p>
      ) : !found.data || (seriesId !== null && series.isPending) ? (
        <FormSkeleton />
      ) : canWrite ? (
        <Forms key={id} event={found.data} series={series.data} onClose={onClose} />
      ) : (
        <EventPeek event={found.data} />
      )}
    </FormSheet>
  );
}

type Scope = "this" | "following" | "all";

/** The first occurrence has nothing before it: from here on is all. */
function scopesOf(event: Event, series: EventSeries): readonly Scope[] {
  const isFirst = (event.series_occurrence ?? "").slice(0, 10) <= series.starts_on;
  return isFirst ? (["this", "all"] as const) : (["this", "following", "all"] as const);
}

type FormsProps = { event: Event; series: EventSeries | undefined; onClose: () => void };

function Forms({ event, series, onClose }: FormsProps) {
  const { t } = useTranslation();
  const [scope, setScope] = useState<Scope>("this");
  const head = (
    <>
      {scope === "this" && (
        <div className="flex flex-wrap items-center gap-2">
          <EventActs event={event} />
          <RemoveButton event={event} series={series} onGone={onClose} />
        </div>
      )}
      {series && (
        <div className="flex flex-col items-start gap-1.5">
          <Segmented
            label={t("events.scope")}
            value={scope}
            onChange={setScope}
            choices={scopesOf(event, series).map((value) => ({ value, label: t(`events.scopes.${value}`) }))}
          />
          <p className="text-muted-foreground">{t(`events.scope_${scope}`)}</p>
        </div>
      )}
    </>
  );
  if (!series || scope === "this") {
    return (
      <EditEventForm event={event} onDone={onClose}>
        {head}
      </EditEventForm>
    );
  }
  return scope === "all" ? (
    <EditSeriesForm series={series} onDone={onClose}>
      {head}
    </EditSeriesForm>
  ) : (
    <SplitSeriesForm series={series} from={event.series_occurrence ?? ""} onDone={onClose}>
      {head}
    </SplitSeriesForm>
  );
}

type RemoveProps = { event: Event; series: EventSeries | undefined; onGone: () => void };

/** Deletes an event; of a series one chooses how much. */
function RemoveButton({ event, series, onGone }: RemoveProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const acts = useEventActs();
  const [isAsking, setAsking] = useState(false);
  const removeOne = async () => {
    if (await acts.remove(event)) onGone();
  };
  const remove: Record<Scope, () => Promise<void>> = {
    this: removeOne,
    following: () => removeMany(async (of) => endSeries(of, event)),
    all: () => removeMany((of) => eventSeries.remove(queries, of)),
  };
  const endSeries = async (of: EventSeries, from: Event) => {
    const rrule = endBefore(of.rrule, (from.series_occurrence ?? "").slice(0, 10));
    return (await eventSeries.update(queries, of, { rrule })).changeSet;
  };
  const removeMany = async (act: (of: EventSeries) => Promise<string | null>) => {
    if (!series) return;
    try {
      const changeSet = await act(series);
      await events.refresh(queries);
      undoable(t("events.deleted", { title: event.title }), changeSet);
      onGone();
    } catch (error) {
      tellFailure(t("edits.put_back", { reason: explain(error, t) }));
    }
  };
  return (
    <>
      <Button
        variant="ghost"
        size="icon"
        className="ml-auto"
        aria-label={t("actions.delete")}
        title={t("actions.delete")}
        onClick={() => (series ? setAsking(true) : void removeOne())}
      >
        <Trash2 aria-hidden />
      </Button>
      {series && (
        <Dialog open={isAsking} onOpenChange={setAsking}>
          <DialogContent>
            <DialogTitle>{t("events.delete_title")}</DialogTitle>
            {scopesOf(event, series).map((scope) => (
              <Button
                key={scope}
                className="h-auto min-h-11 flex-col items-start gap-0 py-2 text-left whitespace-normal"
                onClick={() => {
                  setAsking(false);
                  void remove[scope]();
                }}
              >
                {t(`events.scopes.${scope}`)}
                <span className="font-normal text-muted-foreground">{t(`events.delete_${scope}`)}</span>
              </Button>
            ))}
          </DialogContent>
        </Dialog>
      )}
    </>
  );
}
