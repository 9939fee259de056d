import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { type Address, formatAddress } from "@/lib/address";
import { answer, api, asked, at, idempotencyKey, written } from "./client";
import { resource } from "./resource";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];
export type CustomerService = Schemas["CustomerService"];
export type ServiceFields = Schemas["ServiceFields"];
export type ServiceChanges = Schemas["ServicePatch"];
export type Renewal = Schemas["Renewal"];
export type Expected = Schemas["Expected"];
export type Month = Schemas["Month"];
export type Tile = Schemas["Tile"];
export type Share = Schemas["Share"];
/** Which renewal is meant: the date says so, and nothing renews twice. */
export type RenewalMeant = Schemas["RenewalMeant"];
type FollowUp = { notes: string | null; follow_up: "ticket" | "event" | null };

export const shareKinds = ["contact", "product", "category"] as const;
export type ShareKind = (typeof shareKinds)[number];

/** Percent by which the forecast is changed; as texts, since they stand in the address. */
export type WhatIf = { price?: string; quantity?: string; churn?: string };

// Live updates know this name: what changes a service, a contact or a product asks for these anew.
const key = "renewals";

export const services = resource<CustomerService, ServiceFields, ServiceChanges>(
  "customer_services",
  {
    list: (request) => api.GET("/api/customer_services", request),
    read: (id, request) => api.GET("/api/customer_services/{id}", { params: at(id), ...request }),
    create: (body, request) => api.POST("/api/customer_services", { body, ...request }),
    update: (id, body, request) => api.PATCH("/api/customer_services/{id}", { params: at(id), body, ...request }),
    remove: (id, request) => api.DELETE("/api/customer_services/{id}", { params: at(id), ...request }),
    history: (id, request) => api.GET("/api/customer_services/{id}/history", { params: at(id), ...request }),
    restore: (id, request) => api.POST("/api/customer_services/{id}/restore", { params: at(id), ...request }),
    purge: (id, request) => api.POST("/api/customer_services/{id}/purge", { params: at(id), ...request }),
    bulk: (body, request) => api.POST("/api/customer_services/bulk", { body, ...request }),
  },
  [key],
);

/** The renewals that were made of a service, the latest first. */
export function renewalRecordsQuery(serviceId: string) {
  const query = { service_id: serviceId, sort: "-renewal_date", limit: "100" };
  return queryOptions({
    queryKey: ["service_renewals", "some", serviceId],
    queryFn: ({ signal }) => answer(api.GET("/api/service_renewals", { signal, querySerializer: asked(query) })),
  });
}

export function renewalsQuery(query: Address) {
  return queryOptions({
    queryKey: [key, "list", query],
    queryFn: ({ signal }) => answer(api.GET("/api/renewals", { signal, querySerializer: asked(query) })),
    placeholderData: keepPreviousData,
  });
}

export const summaryQuery = queryOptions({
  queryKey: [key, "summary"],
  queryFn: ({ signal }) => answer(api.GET("/api/renewals/summary", { signal })),
});

export function forecastQuery(whatIf: WhatIf) {
  return queryOptions({
    queryKey: [key, "forecast", whatIf],
    queryFn: ({ signal }) => answer(api.GET("/api/renewals/forecast", { signal, querySerializer: asked(whatIf) })),
    placeholderData: keepPreviousData,
  });
}

/** The rows behind a month of the forecast. */
export function monthQuery(month: string, whatIf: WhatIf) {
  return queryOptions({
    queryKey: [key, "month", month, whatIf],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/renewals/forecast/{month}", {
          params: { path: { month } },
          signal,
          querySerializer: asked(whatIf),
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

/** What recurs in a month for each contact, product or category. */
export function sharesQuery(by: ShareKind) {
  return queryOptions({
    queryKey: [key, "shares", by],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/customer_services/totals", { signal, querySerializer: asked({ by }) })),
  });
}

/** Where the list, as it is filtered, comes as a file. */
export function renewalsFile(query: Address): string {
  return `/api/renewals/export${formatAddress(query)}`;
}

export function renewService(meant: RenewalMeant, more: FollowUp) {
  return written(
    api.POST("/api/customer_services/{id}/renew", {
      params: at(meant.id),
      body: { renewal_date: meant.renewal_date, ...more },
      headers: idempotencyKey(),
    }),
  );
}

export const renewServices = (renewals: readonly RenewalMeant[], more: FollowUp) =>
  answer(api.POST("/api/renewals/renew", { body: { renewals: [...renewals], ...more }, headers: idempotencyKey() }));

/** Renewing changes the service, its records, what is due, and may leave a ticket or an event. */
export function refreshRenewed(queries: QueryClient): Promise<void> {
  const touched = ["customer_services", "service_renewals", key, "tickets", "crm_events", "dashboard"];
  return queries.invalidateQueries({
    predicate: ({ queryKey }) => touched.includes(String(queryKey[0])) || queryKey[1] === "hub",
  });
}
