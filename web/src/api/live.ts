import type { Query, QueryClient } from "@tanstack/react-query";
import { flash, shownFields, shownRows } from "@/lib/flash";
import { isOwnChange, writesUnderWay } from "./connection";
import { followStream, type Told } from "./live-stream";

type Change = {
  table: string;
  change_set_id: string | null;
  /** Many rows of the table at once have no ids. */
  id?: string;
  action?: "insert" | "update" | "delete" | "restore" | "purge";
  version?: number;
};
type News = { all: boolean; versions: Map<string, number>; gone: Set<string> };

// Long enough for what belongs together, short enough to feel at once.
const gathering = 100;
const longestWrite = 2000;
const remembered = 2000;
/** Seconds. */
const longestAnswer = 5;

/** What a contact's page tells of other tables: one kind of what is kept under a name. */
const contactHub = "contacts/hub";

/** Tables whose rows show names of another, and what is kept under another name than its table's. */
const alsoShownIn: Record<string, readonly string[]> = {
  contacts: [
    "tickets",
    "crm_events",
    "crm_event_series",
    "customer_services",
    "renewals",
    "ticket_series",
    "dashboard",
  ],
  users: ["tickets", "comments", "crm_events", "crm_event_series", "ticket_series"],
  products: ["customer_services", "renewals", "dashboard"],
  customer_services: ["renewals", contactHub, "dashboard"],
  tickets: [contactHub, "dashboard"],
  comments: [contactHub],
  crm_events: [contactHub, "dashboard"],
  service_renewals: [contactHub],
  contact_notes: [contactHub],
  ticket_templates: ["tickets"],
  organisations: ["organisation", "me"],
};

/** Keeps what is on the screen as it is for everybody, until it is stopped. `onGone` hears of records that went away. */
export function followChanges(
  queries: QueryClient,
  person: string,
  onGone: (table: string, id: string) => void,
): () => void {
  let waiting: Change[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isBusy = false;
  const seen = new Map<string, number>();

  const soon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void flush();
    }, gathering);
  };

  const hear = ({ event, data }: Told) => {
    if (event === "hello") {
      const { resumed, covers }: { resumed: boolean; covers: number } = JSON.parse(data);
      if (!resumed) void refetchOlder(queries, covers);
    }
    if (event !== "message") return;
    const change: Change = JSON.parse(data);
    if (isKnown(change, seen)) return;
    waiting.push(change);
    soon();
  };

  const flush = async () => {
    if (isBusy) return;
    isBusy = true;
    // Our own writes come first: an answer from before them would put the old value back for a moment.
    await writesDone();
    const changes = waiting.filter((change) => !isOwnChange(change.change_set_id) || isBehind(queries, change));
    waiting = [];
    for (const [table, news] of byTable(changes)) {
      await show(queries, table, news);
      for (const id of news.gone) if (isShown(queries, table, id)) onGone(table, id);
    }
    isBusy = false;
    if (waiting.length > 0) soon();
  };

  const stop = followStream(person, hear);
  return () => {
    clearTimeout(timer);
    stop();
  };
}

/** After a reconnection some changes come again. */
function isKnown({ table, id, version }: Change, seen: Map<string, number>): boolean {
  if (id === undefined || version === undefined) return false;
  const key = `${table}/${id}`;
  if ((seen.get(key) ?? 0) >= version) return true;
  seen.delete(key);
  seen.set(key, version);
  const [oldest] = seen.keys();
  if (seen.size > remembered && oldest !== undefined) seen.delete(oldest);
  return false;
}

function writesDone(): Promise<void> {
  if (writesUnderWay.get() === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = writesUnderWay.subscribe(() => writesUnderWay.get() === 0 && done());
    // A large file on its way must not keep the rest waiting.
    const timer = setTimeout(() => done(), longestWrite);
    const done = () => {
      stop();
      clearTimeout(timer);
      resolve();
    };
  });
}

function byTable(changes: readonly Change[]): Map<string, News> {
  const found = new Map<string, News>();
  for (const { table, id, action, version = 0 } of changes) {
    const news = found.get(table) ?? { all: false, versions: new Map(), gone: new Set() };
    found.set(table, news);
    if (id === undefined) {
      news.all = true;
      continue;
    }
    news.versions.set(id, Math.max(version, news.versions.get(id) ?? 0));
    if (action === "delete" || action === "purge") news.gone.add(id);
    else news.gone.delete(id);
  }
  return found;
}

/** Asks anew for what these changes may have altered on the screen, and lets it stand out. */
async function show(queries: QueryClient, table: string, news: News): Promise<void> {
  const before = new Map([...news.versions.keys()].map((id) => [id, rowOf(queries, table, id)]));
  await refetch(queries, (query) => concerns(query, table, news));
  for (const [id, row] of before) {
    flash(shownRows(id));
    const now = rowOf(queries, table, id);
    for (const field of changedFields(row, now)) flash(shownFields(document, `${id}/${field}`));
  }
}

function concerns({ queryKey, state }: Query, table: string, news: News): boolean {
  const [name, kind, id] = queryKey;
  if (typeof name !== "string") return false;
  if (name !== table) {
    const shown = alsoShownIn[table] ?? [];
    return (shown.includes(name) && kind !== "history") || shown.includes(`${name}/${String(kind)}`);
  }
  // What is gone stays on the page of who reads it; asking for it again would only be refused.
  if (typeof id === "string" && news.gone.has(id)) return false;
  if (news.all || (kind !== "row" && kind !== "history")) return true;
  const version = typeof id === "string" ? news.versions.get(id) : undefined;
  return version !== undefined && (kind === "history" || versionOf(state.data) < version);
}

/** What is looked at is asked for now; the rest, and a window in the background, when somebody looks. */
function refetch(queries: QueryClient, predicate: (query: Query) => boolean): Promise<void> {
  return queries.invalidateQueries({
    predicate,
    refetchType: document.visibilityState === "visible" ? "active" : "none",
  });
}

/** Asks anew for what was asked before the stream tells of everything; an answer on its way is awaited first. */
async function refetchOlder(queries: QueryClient, covers: number): Promise<void> {
  const since = Date.now() - covers * 1000;
  const underWay = covers > longestAnswer ? [] : queries.getQueryCache().findAll({ fetchStatus: "fetching" });
  await Promise.allSettled(underWay.map((query) => query.promise));
  await refetch(queries, (query) => {
    const isOld = query.state.dataUpdatedAt > 0 && query.state.dataUpdatedAt < since;
    return query.queryKey[0] !== "meta" && (isOld || underWay.includes(query));
  });
}

function rowOf(queries: QueryClient, table: string, id: string): unknown {
  return queries.getQueryData([table, "row", id]);
}

function isShown(queries: QueryClient, table: string, id: string): boolean {
  return (
    queries
      .getQueryCache()
      .find({ queryKey: [table, "row", id] })
      ?.isActive() ?? false
  );
}

/** What we wrote is shown, but not always what the server changed with it, such as a date that a comment met. */
function isBehind(queries: QueryClient, { table, id, version = 0 }: Change): boolean {
  const row = id === undefined ? undefined : rowOf(queries, table, id);
  return row !== undefined && versionOf(row) < version;
}

function versionOf(row: unknown): number {
  return typeof row === "object" && row !== null && "version" in row && typeof row.version === "number"
    ? row.version
    : 0;
}

function changedFields(before: unknown, after: unknown): string[] {
  if (typeof before !== "object" || typeof after !== "object" || before === null || after === null) return [];
  const old = new Map(Object.entries(before));
  return Object.entries(after)
    .filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(old.get(field)))
    .map(([field]) => field);
}
