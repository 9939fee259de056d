import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { type Address, formatAddress } from "@/lib/address";
import { answer, api, idempotencyKey } from "./client";
import { readProblem } from "./problem";
import { type Page, resource } from "./resource";
import { type Contact, contacts } from "./resources";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];
export type TimelineEntry = Schemas["Timeline"]["items"][number];
export type Summary = Schemas["ContactSummary"];
export type DuplicateGroup = Schemas["Duplicates"];
export type ContactPatch = Schemas["ContactPatch"];
type ContactNote = Schemas["ContactNote"];
export type NoteEntry = Extract<TimelineEntry, { kind: "note" }>;
type Versioned = { id: string; version: number };

function at(id: string) {
  return { path: { id } };
}

// Below the contacts' own key: whatever changes a contact asks anew. Live updates know what else is told here.
const hub = ["contacts", "hub"];

/** Asks anew what a contact's page tells of other tables: after a write of one's own to one of them. */
function refreshHub(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: hub });
}

export function timelineOf(id: string, kinds: readonly string[]) {
  return infiniteQueryOptions({
    queryKey: [...hub, id, "timeline", kinds],
    queryFn: ({ pageParam, signal }) => {
      const query = { kind: [...kinds], cursor: pageParam };
      return answer(
        api.GET("/api/contacts/{id}/timeline", {
          params: at(id),
          querySerializer: () => formatAddress(query).slice(1),
          signal,
        }),
      );
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    staleTime: 0,
  });
}

export function summaryOf(id: string) {
  return queryOptions({
    queryKey: [...hub, id, "summary"],
    queryFn: ({ signal }) => answer(api.GET("/api/contacts/{id}/summary", { params: at(id), signal })),
    staleTime: 0,
  });
}

function pages<Row>(id: string, part: string, read: (query: string, signal: AbortSignal) => Promise<Page<Row>>) {
  return infiniteQueryOptions({
    queryKey: [...hub, id, part],
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    staleTime: 0,
  });
}

export function eventsOf(id: string) {
  return pages(id, "events", (cursor, signal) => {
    const query = { contact_id: id, sort: "-start_at", cursor };
    return answer(api.GET("/api/crm_events", { querySerializer: () => formatAddress(query).slice(1), signal }));
  });
}

export function servicesOf(id: string) {
  return pages(id, "services", (cursor, signal) => {
    const query = { contact_id: id, sort: "renewal_date", cursor };
    return answer(api.GET("/api/customer_services", { querySerializer: () => formatAddress(query).slice(1), signal }));
  });
}

/** How many contacts of a filter have each status, and begin with each letter. */
export function contactCounts(filter: Address) {
  return queryOptions({
    queryKey: ["contacts", "count", "groups", filter],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/contacts/counts", { querySerializer: () => formatAddress(filter).slice(1), signal })),
    staleTime: 30_000,
    placeholderData: (previous) => previous,
  });
}

const notes = resource<ContactNote, Schemas["ContactNoteFields"], Schemas["ContactNotePatch"]>("contact_notes", {
  list: (request) => api.GET("/api/contact_notes", request),
  read: (id, request) => api.GET("/api/contact_notes/{id}", { params: at(id), ...request }),
  create: (body, request) => api.POST("/api/contact_notes", { body, ...request }),
  update: (id, body, request) => api.PATCH("/api/contact_notes/{id}", { params: at(id), body, ...request }),
  remove: (id, request) => api.DELETE("/api/contact_notes/{id}", { params: at(id), ...request }),
});

export async function writeNote(queries: QueryClient, contactId: string, body: string): Promise<string | null> {
  const { changeSet } = await notes.create(queries, { contact_id: contactId, body });
  await refreshHub(queries);
  return changeSet;
}

export async function correctNote(queries: QueryClient, note: Versioned, body: string): Promise<string | null> {
  const { changeSet } = await notes.update(queries, note, { body });
  await refreshHub(queries);
  return changeSet;
}

export async function removeNote(queries: QueryClient, note: NoteEntry): Promise<string | null> {
  const changeSet = await notes.remove(queries, note);
  await refreshHub(queries);
  return changeSet;
}

export const duplicatesQuery = queryOptions({
  queryKey: ["contacts", "duplicates"],
  queryFn: ({ signal }) => answer(api.GET("/api/contacts/duplicates", { signal })),
});

/** Merges another contact into one, which takes the values; one undo brings both back. */
export async function mergeContacts(queries: QueryClient, kept: Contact, otherId: string, values: ContactPatch) {
  const { data, error, response } = await api.POST("/api/contacts/{id}/merge", {
    params: at(kept.id),
    body: { other_id: otherId, values },
    headers: { ...idempotencyKey(), "If-Match": `"${kept.version}"` },
  });
  if (!response.ok || data === undefined) throw readProblem(error, response);
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] === "contacts" && queryKey.includes(otherId) });
  // What pointed at the other points elsewhere now, in whatever list it stands.
  await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "meta" && queryKey[0] !== "me" });
  queries.setQueryData(contacts.one(kept.id).queryKey, data);
  return { row: data, changeSet: response.headers.get("X-Change-Set") };
}
