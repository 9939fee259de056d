import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { Address } from "@/lib/address";
import { answer, api, asked, at, idempotencyKey, ifMatch, type Written, written } from "./client";
import { Problem } from "./problem";
import { resource } from "./resource";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];
export type Event = Schemas["Event"];
export type EventChanges = Schemas["EventPatch"];
export type EventSeries = Schemas["EventSeries"];
export type SeriesChanges = Schemas["EventSeriesPatch"];
export type Renewal = Schemas["Renewal"];

export const events = resource<Event, Schemas["EventFields"], EventChanges>(
  "crm_events",
  {
    list: (request) => api.GET("/api/crm_events", request),
    read: (id, request) => api.GET("/api/crm_events/{id}", { params: at(id), ...request }),
    create: (body, request) => api.POST("/api/crm_events", { body, ...request }),
    update: (id, body, request) => api.PATCH("/api/crm_events/{id}", { params: at(id), body, ...request }),
    remove: (id, request) => api.DELETE("/api/crm_events/{id}", { params: at(id), ...request }),
  },
  ["contacts"],
);

export const eventSeries = resource<EventSeries, Schemas["NewEventSeries"], SeriesChanges>("crm_event_series", {
  list: (request) => api.GET("/api/crm_event_series", request),
  read: (id, request) => api.GET("/api/crm_event_series/{id}", { params: at(id), ...request }),
  create: (body, request) => api.POST("/api/crm_event_series", { body, ...request }),
  update: (id, body, request) => api.PATCH("/api/crm_event_series/{id}", { params: at(id), body, ...request }),
  remove: (id, request) => api.DELETE("/api/crm_event_series/{id}", { params: at(id), ...request }),
});

/** Changes an occurrence and all that follow: they go on as a series of their own. */
export function splitEventSeries(
  series: EventSeries,
  from: string,
  changes: SeriesChanges,
): Promise<Written<EventSeries>> {
  return written(
    api.POST("/api/crm_event_series/{id}/split", {
      params: at(series.id),
      body: { from, ...changes },
      headers: { ...idempotencyKey(), ...ifMatch(series) },
    }),
  );
}

type Range = { from: string; to: string };
type Found = { items: Event[]; more: boolean };

// Below the events' own key, so that whatever refreshes events refreshes calendars too.
const key = ["crm_events", "calendar"];
const pageSize = "100";
/** What a calendar shows at most: a month of a busy team. */
const mostPages = 6;

/** The events that overlap a stretch of time, under filters, the earliest first. */
export function eventsQuery(range: Range, filters: Address) {
  return queryOptions({
    queryKey: [...key, range, filters],
    queryFn: async ({ signal }): Promise<Found> => {
      const query = { start_at_from: range.from, end_at_to: range.to, sort: "start_at", limit: pageSize, ...filters };
      const items: Event[] = [];
      let cursor: string | null | undefined;
      for (let page = 0; page < mostPages && cursor !== null; page += 1) {
        const found = await answer(
          api.GET("/api/crm_events", { signal, querySerializer: asked({ ...query, cursor }) }),
        );
        items.push(...found.items);
        cursor = found.next_cursor;
      }
      return { items, more: cursor !== null };
    },
  });
}

/** Shows an event otherwise at once, on every calendar; answers how to take that back. */
function placeEvent(queries: QueryClient, id: string, shown: Partial<Event>): () => void {
  const before = queries.getQueriesData<Found>({ queryKey: key });
  queries.setQueriesData<Found>({ queryKey: key }, (data) => {
    if (!data) return data;
    return { ...data, items: data.items.map((event) => (event.id === id ? { ...event, ...shown } : event)) };
  });
  return () => {
    for (const [of, data] of before) queries.setQueryData(of, data);
  };
}

/** Changes an event at once on the screen. A stale version is tried again when nobody touched the same fields. */
export async function changeEvent(
  queries: QueryClient,
  event: Event,
  changes: EventChanges,
  shown: Partial<Event>,
): Promise<Written<Event>> {
  await queries.cancelQueries({ queryKey: key });
  const back = placeEvent(queries, event.id, shown);
  try {
    return await events.update(queries, event, changes);
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 412) {
      const theirs = await queries.fetchQuery({ ...events.one(event.id), staleTime: 0 });
      const fields = new Map(Object.entries(theirs));
      const own = new Map(Object.entries(event));
      if (Object.keys(changes).every((field) => fields.get(field) === own.get(field))) {
        return await events.update(queries, theirs, changes);
      }
    }
    back();
    void events.refresh(queries);
    throw problem;
  }
}

/** The renewals from one day to another, exclusive: as often as a service renews in that time. */
export function renewalsInRange(from: string, to: string, contactId: string | undefined) {
  const query = { from, to, recurring: "true", contact_id: contactId };
  return queryOptions({
    queryKey: ["renewals", "calendar", query],
    queryFn: ({ signal }) => answer(api.GET("/api/renewals", { signal, querySerializer: asked(query) })),
  });
}

export type ImportReport = Schemas["ImportReport"];

/** Looks at a calendar file, or takes it over; answers what was found and the change-set of it. */
export async function importEvents(file: File, isTrial: boolean) {
  const form = new FormData();
  form.set("file", file);
  const { row, changeSet } = await written(
    api.POST("/api/crm_events/import", {
      params: { query: { dry_run: isTrial } },
      body: { file: "" },
      bodySerializer: () => form,
    }),
  );
  return { report: row, changeSet };
}

/** The file of one event. */
export function eventFile(id: string): string {
  return `/api/crm_events/${id}/ics`;
}
