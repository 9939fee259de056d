import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { rememberGuest } from "@/lib/preferences";
import { answer, api, at, done, idempotencyKey } from "./client";
import type { components } from "./schema.gen";

export type SupportGrant = components["schemas"]["SupportGrant"];
export type SupportActivity = components["schemas"]["SupportActivity"];

/** An organisation's grants, or, for an operator, those that let them in now. */
export const supportGrantsQuery = queryOptions({
  queryKey: ["support_grants"],
  queryFn: ({ signal }) => answer(api.GET("/api/support_grants", { signal })),
  refetchInterval: 30_000,
});

export const operatorsQuery = queryOptions({
  queryKey: ["support_operators"],
  queryFn: ({ signal }) => answer(api.GET("/api/support_operators", { signal })),
});

export function supportActivityQuery(id: string) {
  return queryOptions({
    queryKey: ["support_grants", id, "activity"],
    queryFn: ({ signal }) => answer(api.GET("/api/support_grants/{id}/activity", { params: at(id), signal })),
  });
}

export async function grantSupport(queries: QueryClient, body: components["schemas"]["SupportGrantFields"]) {
  await answer(api.POST("/api/support_grants", { body, headers: idempotencyKey() }));
  await queries.invalidateQueries({ queryKey: supportGrantsQuery.queryKey });
}

export async function revokeSupport(queries: QueryClient, id: string): Promise<void> {
  await answer(api.POST("/api/support_grants/{id}/revoke", { params: at(id) }));
  await queries.invalidateQueries({ queryKey: supportGrantsQuery.queryKey });
}

export async function startSupport(id: string): Promise<void> {
  await answer(api.POST("/api/support_grants/{id}/session", { params: at(id) }));
  rememberGuest(true);
}

export async function endSupport(): Promise<void> {
  rememberGuest(false);
  await done(api.POST("/api/support_session/end"));
}
