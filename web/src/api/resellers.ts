import { queryOptions } from "@tanstack/react-query";
import { answer, api, at, done, idempotencyKey } from "./client";
import { resource } from "./resource";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];
export type Reseller = Schemas["Reseller"];
export type CommissionRate = Schemas["RateEntry"];
export type PastLink = Schemas["PastLink"];
export type Refund = Schemas["RefundEntry"];
export type ResellerUser = Schemas["ResellerUser"];

/**
 * Resellers have no trash: removing one closes it. All that hangs on one is asked for anew together, since a link, a rate or
 * a refund changes what is earned too, and a link what an organisation says of itself.
 */
export const resellers = resource<Reseller, Schemas["ResellerFields"], Schemas["ResellerPatch"]>(
  "resellers",
  {
    list: (request) => api.GET("/api/resellers", request),
    read: (id, request) => api.GET("/api/resellers/{id}", { params: at(id), ...request }),
    create: (body, request) => api.POST("/api/resellers", { body, ...request }),
    update: (id, body, request) => api.PATCH("/api/resellers/{id}", { params: at(id), body, ...request }),
    remove: (id, request) => api.DELETE("/api/resellers/{id}", { params: at(id), ...request }),
  },
  ["commission", "organisations"],
);

const key = resellers.name;

/** Which organisations a reseller has and has had. */
export function pastLinksQuery(id: string) {
  return queryOptions({
    queryKey: [key, "past-links", id],
    queryFn: ({ signal }) => answer(api.GET("/api/resellers/{id}/links", { params: at(id), signal })),
  });
}

export function ratesQuery(id: string) {
  return queryOptions({
    queryKey: [key, "rates", id],
    queryFn: ({ signal }) => answer(api.GET("/api/resellers/{id}/rates", { params: at(id), signal })),
  });
}

export function refundsQuery(id: string) {
  return queryOptions({
    queryKey: [key, "refunds", id],
    queryFn: ({ signal }) => answer(api.GET("/api/resellers/{id}/refunds", { params: at(id), signal })),
  });
}

export function peopleQuery(id: string) {
  return queryOptions({
    queryKey: [key, "people", id],
    queryFn: ({ signal }) => answer(api.GET("/api/resellers/{id}/users", { params: at(id), signal })),
  });
}

function linkAt(resellerId: string, organisationId: string) {
  return { path: { reseller_id: resellerId, organisation_id: organisationId } };
}

export const link = (body: Schemas["LinkFields"]) =>
  answer(api.POST("/api/reseller_customers", { body, headers: idempotencyKey() }));

export const moveLink = (resellerId: string, organisationId: string, to: string) =>
  answer(
    api.POST("/api/reseller_customers/{reseller_id}/{organisation_id}/move", {
      params: linkAt(resellerId, organisationId),
      body: { reseller_id: to },
      headers: idempotencyKey(),
    }),
  );

export const unlink = (resellerId: string, organisationId: string) =>
  done(
    api.DELETE("/api/reseller_customers/{reseller_id}/{organisation_id}", {
      params: linkAt(resellerId, organisationId),
    }),
  );

export const addRate = (id: string, body: Schemas["RateFields"]) =>
  answer(api.POST("/api/resellers/{id}/rates", { params: at(id), body, headers: idempotencyKey() }));

export const addRefund = (body: Schemas["RefundFields"]) =>
  answer(api.POST("/api/refunds", { body, headers: idempotencyKey() }));

export const settleMonth = (id: string, body: Schemas["SettleFields"]) =>
  answer(api.POST("/api/resellers/{id}/commission/settle", { params: at(id), body, headers: idempotencyKey() }));

export const invitePerson = (id: string, body: Schemas["ResellerUserFields"]) =>
  answer(api.POST("/api/resellers/{id}/users", { params: at(id), body, headers: idempotencyKey() }));

function personAt(id: string, userId: string) {
  return { path: { id, user_id: userId } };
}

export const invitePersonAgain = (id: string, userId: string) =>
  answer(
    api.POST("/api/resellers/{id}/users/{user_id}/invite", { params: personAt(id, userId), headers: idempotencyKey() }),
  );

export const setPersonStatus = (id: string, userId: string, status: "active" | "disabled") =>
  answer(api.PATCH("/api/resellers/{id}/users/{user_id}", { params: personAt(id, userId), body: { status } }));
