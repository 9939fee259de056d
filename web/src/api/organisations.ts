import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { answer, api, asked, at, done, idempotencyKey, ifMatch } from "./client";
import { metaQuery } from "./meta";
import { resource } from "./resource";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];
/** An organisation as an operator sees it. */
export type Operated = Schemas["Operated"];
export type ChargeLine = Schemas["ChargeLine"];
export type LedgerEntry = Schemas["LedgerEntry"];
export type Plan = Schemas["Plan"];

/** Its plan, its status and whether it is there decide what its reseller earns. */
export const organisations = resource<Operated, Schemas["NewOrganisation"], Schemas["OperatedPatch"]>(
  "organisations",
  {
    list: (request) => api.GET("/api/organisations", request),
    read: (id, request) => api.GET("/api/organisations/{id}", { params: at(id), ...request }),
    create: (body, request) => api.POST("/api/organisations", { body, ...request }),
    update: (id, body, request) => api.PATCH("/api/organisations/{id}", { params: at(id), body, ...request }),
    remove: (id, request) => api.DELETE("/api/organisations/{id}", { params: at(id), ...request }),
    restore: (id, request) => api.POST("/api/organisations/{id}/restore", { params: at(id), ...request }),
  },
  ["resellers", "commission"],
);

export const suspend = (row: Operated) =>
  answer(api.POST("/api/organisations/{id}/suspend", { params: at(row.id), headers: ifMatch(row) }));
export const resume = (row: Operated) =>
  answer(api.POST("/api/organisations/{id}/resume", { params: at(row.id), headers: ifMatch(row) }));
export const inviteFirstAdmin = (id: string, body: Schemas["FirstAdmin"]) =>
  answer(api.POST("/api/organisations/{id}/invite", { params: at(id), body, headers: idempotencyKey() }));
export const offerExport = (id: string) => done(api.POST("/api/organisations/{id}/export", { params: at(id) }));

/** What an organisation owed for a month; without an id, one's own. */
export function chargesQuery(id: string | null, month: string) {
  return queryOptions({
    queryKey: ["organisations", "charges", id, month],
    queryFn: ({ signal }) => {
      const request = { signal, querySerializer: asked({ month }) };
      return answer(
        id === null
          ? api.GET("/api/organisation/charges", request)
          : api.GET("/api/organisations/{id}/charges", { params: at(id), ...request }),
      );
    },
  });
}

export function ledgerQuery(id: string) {
  return queryOptions({
    queryKey: ["organisations", "ledger", id],
    queryFn: ({ signal }) => answer(api.GET("/api/organisations/{id}/ledger", { params: at(id), signal })),
  });
}

export const plansQuery = queryOptions({
  queryKey: ["plans"],
  queryFn: ({ signal }) => answer(api.GET("/api/plans", { signal })),
});

export function pricesQuery(code: string) {
  return queryOptions({
    queryKey: ["plans", "prices", code],
    queryFn: ({ signal }) => answer(api.GET("/api/plans/{code}/prices", { params: { path: { code } }, signal })),
  });
}

export async function updatePlan(queries: QueryClient, plan: Plan, body: Schemas["PlanPatch"]): Promise<Plan> {
  const saved = await answer(
    api.PATCH("/api/plans/{code}", { params: { path: { code: plan.code } }, body, headers: ifMatch(plan) }),
  );
  await Promise.all([
    queries.invalidateQueries({ queryKey: plansQuery.queryKey }),
    queries.invalidateQueries({ queryKey: metaQuery.queryKey }),
    organisations.refresh(queries),
  ]);
  return saved;
}
