import createClient, { type Middleware } from "openapi-fetch";
import { type Address, formatAddress } from "@/lib/address";
import { answered, notAnswered, rememberChange, sessionEnded, writesUnderWay } from "./connection";
import { Problem, readProblem, Unreachable } from "./problem";
import type { paths } from "./schema.gen";

function count({ method }: { method: string }, step: 1 | -1): void {
  if (method !== "GET") writesUnderWay.set(writesUnderWay.get() + step);
}

const watch: Middleware = {
  onRequest({ request }) {
    count(request, 1);
    return undefined;
  },
  onResponse({ request, response, schemaPath }) {
    const changeSet = response.headers.get("X-Change-Set");
    if (changeSet !== null) rememberChange(changeSet);
    count(request, -1);
    if (response.status === 502 || response.status === 504) notAnswered();
    else answered();
    if (response.ok && schemaPath.startsWith("/api/auth/")) sessionEnded.set(false);
    // The first question, "who am I?", and signing in itself may be refused without anything having ended.
    if (response.status === 401 && schemaPath !== "/api/me" && !schemaPath.startsWith("/api/auth/")) {
      sessionEnded.set(true);
    }
    return undefined;
  },
  onError({ request, error }) {
    count(request, -1);
    if (error instanceof DOMException && error.name === "AbortError") return undefined;
    notAnswered();
    return new Unreachable();
  },
};

export const api = createClient<paths>({ credentials: "same-origin" });
api.use(watch);

export type Reply<T> = Promise<{ data?: T | undefined; error?: unknown; response: Response }>;

/** The body of an answer, or the problem it tells. */
export async function answer<T>(reply: Reply<T>): Promise<T> {
  const { data, error, response } = await reply;
  if (!response.ok) throw readProblem(error, response);
  if (data === undefined) throw new Problem(response.status, "empty", "The answer was empty.", "", []);
  return data;
}

/** For answers without a body. */
export async function done(reply: Reply<unknown>): Promise<Response> {
  const { error, response } = await reply;
  if (!response.ok) throw readProblem(error, response);
  return response;
}

export type Written<Row> = { row: Row; changeSet: string | null };

/** The row that a write answers with, and the change-set that can take the write back. */
export async function written<Row>(reply: Reply<Row>): Promise<Written<Row>> {
  const row = await answer(reply);
  const { response } = await reply;
  return { row, changeSet: response.headers.get("X-Change-Set") };
}

/** The change-set of a write that answers without a body. */
export async function changeSetOf(reply: Reply<unknown>): Promise<string | null> {
  const response = await done(reply);
  return response.headers.get("X-Change-Set");
}

/** The parameters of a path that names one row. */
export function at(id: string) {
  return { path: { id } };
}

/** A query as `Address` means it, in place of what the typed client would make of it. */
export function asked(query: Address): () => string {
  return () => formatAddress(query).slice(1);
}

/** Refuses a write to a row that somebody has changed since it was read. */
export function ifMatch({ version }: { version: number }): { "If-Match": string } {
  return { "If-Match": `"${version}"` };
}

/** Makes a retry of the same POST harmless. */
export function idempotencyKey(): { "Idempotency-Key": string } {
  return { "Idempotency-Key": crypto.randomUUID() };
}
