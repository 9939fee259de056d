import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { answer, api, at, done, idempotencyKey } from "./client";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];
/** A reseller at a glance: its numbers, twelve months, and its customers. */
export type ResellerDashboard = Schemas["ResellerDashboard"];
export type EarnedMonth = Schemas["EarnedMonth"];
export type Customer = Schemas["Customer"];
export type Invitation = Schemas["Invitation"];

// The statements' key: what changes what is earned changes this too.
const key = "commission";

export const resellerDashboardQuery = queryOptions({
  queryKey: [key, "dashboard"],
  queryFn: ({ signal }) => answer(api.GET("/api/reseller_dashboard", { signal })),
  refetchInterval: 60_000,
});

/** Where the customers come as a file. */
export const customersFile = "/api/reseller_dashboard/export";

export const invitationsQuery = queryOptions({
  queryKey: ["reseller_invitations"],
  queryFn: ({ signal }) => answer(api.GET("/api/reseller_invitations", { signal })),
});

export const inviteCustomer = (body: Schemas["InvitationFields"]) =>
  answer(api.POST("/api/reseller_invitations", { body, headers: idempotencyKey() }));

/** Sends the mail once more; the earlier link stops working. */
export const sendInvitationAgain = (id: string) =>
  answer(api.POST("/api/reseller_invitations/{id}/send", { params: at(id) }));

export const revokeInvitation = (id: string) => done(api.DELETE("/api/reseller_invitations/{id}", { params: at(id) }));

export function refreshInvitations(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: invitationsQuery.queryKey });
}

/** Who invites with a link, and whether it still works; asked by somebody who has not signed in. */
export function signUpInvitationQuery(token: string) {
  return queryOptions({
    queryKey: ["sign_up_invitation", token],
    queryFn: ({ signal }) => answer(api.POST("/api/auth/invitation", { body: { token }, signal })),
    staleTime: 60_000,
    retry: false,
  });
}
