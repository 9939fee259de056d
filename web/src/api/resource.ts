import { type InfiniteData, infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import type { Address } from "@/lib/address";
import { answer, asked, changeSetOf, idempotencyKey, ifMatch, type Reply, type Written, written } from "./client";
import { Problem } from "./problem";
import type { components } from "./schema.gen";

type Versioned = { id: string; version: number };
export type Stored = { id: string; version: number; created_at: string; updated_at: string };
export type Page<Row> = {
  items: Row[];
  next_cursor?: string | null | undefined;
  total?: number;
  total_capped?: boolean;
};
export type Change = components["schemas"]["Change"];
export type BulkTarget = { ids: string[] } | { filter: Record<string, string | string[]> };
type BulkResult = { changed: number; change_set_id: string | null };

type Request = { signal?: AbortSignal; headers?: Record<string, string>; querySerializer?: () => string };

/** The typed calls of one resource. The path is written here and nowhere else. */
export type Calls<Row, Fields, Patch> = {
  list: (request: Request) => Reply<Page<Row>>;
  read: (id: string, request: Request) => Reply<Row>;
  create: (body: Fields, request: Request) => Reply<Row>;
  update: (id: string, body: Patch, request: Request) => Reply<Row>;
  remove: (id: string, request: Request) => Reply<unknown>;
  history?: (id: string, request: Request) => Reply<Page<Change>>;
  restore?: (id: string, request: Request) => Reply<Row>;
  purge?: (id: string, request: Request) => Reply<unknown>;
  bulk?: (body: BulkTarget & { patch?: Patch; delete?: boolean }, request: Request) => Reply<BulkResult>;
};

// The first rows come soon; whoever scrolls on wants many.
const firstPage = "50";
const furtherPages = "100";

export type Resource<Row extends Stored, Fields, Patch extends object> = ReturnType<
  typeof resource<Row, Fields, Patch>
>;

/** Everything a page asks about one resource: queries with their keys, writes with their headers, and the cache kept true. */
export function resource<Row extends Stored, Fields, Patch extends object>(
  name: string,
  calls: Calls<Row, Fields, Patch>,
  /** What else shows its rows, and is asked for anew when one of them is written. */
  shownIn: readonly string[] = [],
) {
  const lists = [name, "list"];

  function list(query: Address) {
    return infiniteQueryOptions({
      queryKey: [...lists, query],
      queryFn: ({ pageParam, signal }) => {
        const isFirst = pageParam === "";
        const total = isFirst ? "true" : undefined;
        const page = { ...query, limit: isFirst ? firstPage : furtherPages, cursor: pageParam, total };
        return answer(calls.list({ signal, querySerializer: asked(page) }));
      },
      initialPageParam: "",
      getNextPageParam: (page) => page.next_cursor,
    });
  }

  function count(query: Address) {
    return queryOptions({
      queryKey: [name, "count", query],
      queryFn: async ({ signal }) => {
        const page = await answer(
          calls.list({ signal, querySerializer: asked({ ...query, limit: "1", total: "true" }) }),
        );
        return { total: page.total ?? 0, capped: page.total_capped ?? false };
      },
      staleTime: 30_000,
    });
  }

  /** A few rows: for pickers and for the rails of other records. */
  function some(query: Address, limit = 20) {
    return queryOptions({
      queryKey: [name, "some", query, limit],
      queryFn: ({ signal }) =>
        answer(calls.list({ signal, querySerializer: asked({ ...query, limit: String(limit), total: "true" }) })),
      staleTime: 30_000,
    });
  }

  function one(id: string) {
    return queryOptions({
      queryKey: [name, "row", id],
      queryFn: ({ signal }) => answer(calls.read(id, { signal })),
    });
  }

  function history(id: string) {
    return infiniteQueryOptions({
      queryKey: [name, "history", id],
      queryFn: ({ pageParam, signal }) => {
        if (!calls.history) throw new Error(`${name} has no history.`);
        return answer(calls.history(id, { signal, querySerializer: asked({ cursor: pageParam }) }));
      },
      initialPageParam: "",
      getNextPageParam: (page) => page.next_cursor,
    });
  }

  /** Puts a row into every list and record that shows it; answers how to take it back. */
  function place(queries: QueryClient, id: string, change: (row: Row) => Row): () => void {
    const before = [
      ...queries.getQueriesData<InfiniteData<Page<Row>>>({ queryKey: lists }),
      ...queries.getQueriesData<Row>({ queryKey: [name, "row", id] }),
    ];
    queries.setQueriesData<InfiniteData<Page<Row>>>({ queryKey: lists }, (data) => {
      if (!data) return data;
      const pages = data.pages.map((page) => ({
        ...page,
        items: page.items.map((row) => (row.id === id ? change(row) : row)),
      }));
      return { ...data, pages };
    });
    queries.setQueriesData<Row>({ queryKey: [name, "row", id] }, (row) => row && change(row));
    return () => {
      for (const [key, data] of before) queries.setQueryData(key, data);
    };
  }

  /** Takes rows out of the lists before the server has answered. */
  function hide(queries: QueryClient, ids: ReadonlySet<string>): () => void {
    const before = queries.getQueriesData<InfiniteData<Page<Row>>>({ queryKey: lists });
    queries.setQueriesData<InfiniteData<Page<Row>>>({ queryKey: lists }, (data) => {
      if (!data) return data;
      const pages = data.pages.map((page) => ({
        ...page,
        items: page.items.filter((row) => !ids.has(row.id)),
        ...(page.total !== undefined && { total: Math.max(0, page.total - ids.size) }),
      }));
      return { ...data, pages };
    });
    return () => {
      for (const [key, data] of before) queries.setQueryData(key, data);
    };
  }

  function refresh(queries: QueryClient): Promise<void> {
    const names = [name, ...shownIn];
    return queries.invalidateQueries({ predicate: ({ queryKey }) => names.includes(String(queryKey[0])) });
  }

  async function create(queries: QueryClient, fields: Fields): Promise<Written<Row>> {
    const result = await written(calls.create(fields, { headers: idempotencyKey() }));
    queries.setQueryData(one(result.row.id).queryKey, result.row);
    await refresh(queries);
    return result;
  }

  async function update(queries: QueryClient, row: Versioned, patch: Patch): Promise<Written<Row>> {
    const result = await written(calls.update(row.id, patch, { headers: ifMatch(row) }));
    // What was asked before the write may still answer with the row as it was.
    await queries.cancelQueries({ queryKey: [name] });
    place(queries, row.id, () => result.row);
    void refresh(queries);
    return result;
  }

  /** Shows the change at once. A stale version is tried again when nobody touched the same fields. */
  async function edit(queries: QueryClient, row: Row, patch: Patch, shown: Partial<Row>): Promise<Written<Row>> {
    await queries.cancelQueries({ queryKey: lists });
    const back = place(queries, row.id, (current) => ({ ...current, ...shown }));
    try {
      return await update(queries, row, patch);
    } catch (problem) {
      if (problem instanceof Problem && problem.status === 412) {
        const theirs = await answer(calls.read(row.id, {}));
        const touched = Object.keys(patch).some((field) => fieldValue(theirs, field) !== fieldValue(row, field));
        if (!touched) return await update(queries, theirs, patch);
      }
      back();
      void refresh(queries);
      throw problem;
    }
  }

  async function remove(queries: QueryClient, row: Stored): Promise<string | null> {
    await queries.cancelQueries({ queryKey: lists });
    const back = hide(queries, new Set([row.id]));
    try {
      const changeSet = await changeSetOf(calls.remove(row.id, { headers: ifMatch(row) }));
      // Its parts too, or the page that is being left asks for what is gone.
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] === name && queryKey.includes(row.id) });
      void refresh(queries);
      return changeSet;
    } catch (problem) {
      back();
      throw problem;
    }
  }

  async function restore(queries: QueryClient, id: string): Promise<string | null> {
    if (!calls.restore) throw new Error(`${name} has no trash.`);
    const changeSet = await changeSetOf(calls.restore(id, { headers: idempotencyKey() }));
    await refresh(queries);
    return changeSet;
  }

  async function purge(queries: QueryClient, id: string): Promise<void> {
    if (!calls.purge) throw new Error(`${name} has no trash.`);
    await changeSetOf(calls.purge(id, {}));
    await refresh(queries);
  }

  async function bulk(queries: QueryClient, target: BulkTarget, change: { patch: Patch } | { delete: true }) {
    if (!calls.bulk) throw new Error(`${name} has no bulk changes.`);
    const result = await answer(calls.bulk({ ...target, ...change }, { headers: idempotencyKey() }));
    await refresh(queries);
    return result;
  }

  /** What can be brought back from the trash can be read as CSV too. */
  const isExported = calls.purge !== undefined;
  return {
    name,
    isExported,
    list,
    count,
    some,
    one,
    history,
    create,
    update,
    edit,
    remove,
    restore,
    purge,
    bulk,
    refresh,
  };
}

function fieldValue(row: object, field: string): unknown {
  return Object.entries(row).find(([key]) => key === field)?.[1];
}
