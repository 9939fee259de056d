import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api, asked, at } from "./client";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];
/** A month of a reseller: what is known now, or what was settled. */
export type Commission = Schemas["Commission"];
export type CommissionLine = Schemas["Line"];
export type Adjustment = Schemas["Adjustment"];
export type SettledStatement = Schemas["Settled"];

const key = "commission";

/** A month, as `2026-10`, as it was settled, or as settling would make it. */
export function commissionQuery(resellerId: string, month: string) {
  return queryOptions({
    queryKey: [key, "month", resellerId, month],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/resellers/{id}/commission", {
          params: at(resellerId),
          signal,
          querySerializer: asked({ month }),
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

/** The settled statements: a reseller's own, for operators all. */
export const statementsQuery = queryOptions({
  queryKey: [key, "statements"],
  queryFn: ({ signal }) => answer(api.GET("/api/commission_statements", { signal })),
});

/** Those of one reseller, which may be more than the list of all has room for. */
export function statementsOfQuery(resellerId: string) {
  return queryOptions({
    queryKey: [key, "statements", resellerId],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/commission_statements", { signal, querySerializer: asked({ reseller_id: resellerId }) })),
  });
}

/** Where a settled statement lies as a file. */
export function statementFile(id: string, suffix: "csv" | "pdf"): string {
  return `/api/commission_statements/${id}.${suffix}`;
}
