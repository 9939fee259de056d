import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { answer, api, asked, at, idempotencyKey } from "./client";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];
export type Import = Schemas["Import"];
export type ImportSummary = Schemas["ImportSummary"];
export type ImportLine = Schemas["ImportLine"];
type ImportCounts = Schemas["ImportCounts"];
export type ImportResource = Schemas["ImportResource"];
/** What comes in as a table of rows. */
export type SheetResource = Exclude<ImportResource, "legacy">;
export type Outcome = keyof ImportCounts;

const refetchEvery = 400;
const refetchListEvery = 2000;

export function isBusy(found: Pick<Import, "status">): boolean {
  return found.status === "previewing" || found.status === "importing";
}

/** Asked again and again while a job works on it. What it wrote is then read anew. */
export function importQuery(id: string) {
  return queryOptions({
    queryKey: ["imports", "row", id],
    queryFn: async ({ signal, client, queryKey }) => {
      const before = client.getQueryData<Import>(queryKey);
      const found = await answer(api.GET("/api/imports/{id}", { params: at(id), signal }));
      if (before?.status === "importing" && found.status === "imported") void refreshWritten(client, found);
      return found;
    },
    refetchInterval: ({ state }) => (state.data && isBusy(state.data) ? refetchEvery : false),
  });
}

export const importsQuery = infiniteQueryOptions({
  queryKey: ["imports", "list"],
  queryFn: ({ pageParam, signal }) =>
    answer(api.GET("/api/imports", { signal, querySerializer: asked({ cursor: pageParam }) })),
  initialPageParam: "",
  getNextPageParam: (page) => page.next_cursor,
  refetchInterval: ({ state }) =>
    state.data?.pages.some((page) => page.items.some(isBusy)) ? refetchListEvery : false,
});

/** Rows with one outcome; they are as of one preview, which `updated_at` names. */
export function importLinesQuery({ id, updated_at }: Import, outcome: Outcome, table: string | null = null) {
  return infiniteQueryOptions({
    queryKey: ["imports", "lines", id, outcome, table, updated_at],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/api/imports/{id}/lines", {
          params: at(id),
          signal,
          querySerializer: asked({ outcome, table: table ?? "", cursor: pageParam }),
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
  });
}

function refreshWritten(queries: QueryClient, { resource }: Import): Promise<void> {
  // What the old application left goes to nearly every list. To read the import itself anew would end the reading that says so.
  if (resource === "legacy") {
    return queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "imports" });
  }
  void queries.invalidateQueries({ queryKey: ["dashboard"] });
  // Who asked for a ticket came in as a contact.
  if (resource === "tickets") void queries.invalidateQueries({ queryKey: ["contacts"] });
  return queries.invalidateQueries({ queryKey: [resource] });
}

async function keep(queries: QueryClient, reply: Promise<Import>): Promise<Import> {
  const found = await reply;
  // An answer from before this one must not come after it.
  await queries.cancelQueries({ queryKey: importQuery(found.id).queryKey });
  queries.setQueryData(importQuery(found.id).queryKey, found);
  void queries.invalidateQueries({ queryKey: importsQuery.queryKey });
  return found;
}

export function sendImport(queries: QueryClient, resource: ImportResource, file: File): Promise<Import> {
  const body = {
    // The typed client knows a file by its name; what is sent is the form.
    body: { file: file.name, resource },
    bodySerializer: () => {
      const form = new FormData();
      form.set("resource", resource);
      form.set("file", file);
      return form;
    },
  };
  return keep(queries, answer(api.POST("/api/imports", body)));
}

export function previewImport(
  queries: QueryClient,
  id: string,
  mapping: readonly (string | null)[],
  match: string | null,
): Promise<Import> {
  const body = { mapping: [...mapping], match };
  return keep(queries, answer(api.POST("/api/imports/{id}/preview", { params: at(id), body })));
}

export function runImport(queries: QueryClient, id: string): Promise<Import> {
  return keep(queries, answer(api.POST("/api/imports/{id}/run", { params: at(id) })));
}

export async function undoImport(queries: QueryClient, id: string): Promise<void> {
  const sent = { params: at(id), headers: idempotencyKey() };
  await refreshWritten(queries, await keep(queries, answer(api.POST("/api/imports/{id}/undo", sent))));
}
