import { queryOptions } from "@tanstack/react-query";
import { answer, api, at, done, idempotencyKey, ifMatch } from "./client";
import type { components } from "./schema.gen";

export type Session = components["schemas"]["Session"];
export type Organisation = components["schemas"]["Organisation"];
export type ApiKey = components["schemas"]["ApiKey"];

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: ({ signal }) => answer(api.GET("/api/sessions", { signal })),
});

export const apiKeysQuery = queryOptions({
  queryKey: ["api_keys"],
  queryFn: ({ signal }) => answer(api.GET("/api/api_keys", { signal })),
});

export const organisationQuery = queryOptions({
  queryKey: ["organisation"],
  queryFn: ({ signal }) => answer(api.GET("/api/organisation", { signal })),
});

export const seatsQuery = queryOptions({
  queryKey: ["organisation", "seats"],
  queryFn: ({ signal }) => answer(api.GET("/api/organisation/seats", { signal })),
});

export const signIn = (body: { email: string; password: string }) => answer(api.POST("/api/auth/login", { body }));
export const signUp = (body: components["schemas"]["SignUp"]) => answer(api.POST("/api/auth/signup", { body }));
export const acceptInvitation = (body: { token: string; name: string; password: string }) =>
  answer(api.POST("/api/auth/accept", { body }));
export const signOut = () => done(api.POST("/api/auth/logout"));
export const askForReset = (email: string) => done(api.POST("/api/auth/forgot", { body: { email } }));
export const resetPassword = (body: { token: string; password: string }) => done(api.POST("/api/auth/reset", { body }));
export const changePassword = (body: { current_password: string; new_password: string }) =>
  done(api.POST("/api/auth/password", { body }));

export const updateMe = (body: { name?: string; timezone?: string | null }) => answer(api.PATCH("/api/me", { body }));
export const endSession = (id: string) => done(api.DELETE("/api/sessions/{id}", { params: at(id) }));

export const createApiKey = (body: components["schemas"]["ApiKeyFields"]) =>
  answer(api.POST("/api/api_keys", { body, headers: idempotencyKey() }));
export const revokeApiKey = (id: string) => done(api.DELETE("/api/api_keys/{id}", { params: at(id) }));

export const updateOrganisation = (
  body: components["schemas"]["OrganisationPatch"],
  version: number,
): Promise<Organisation> => answer(api.PATCH("/api/organisation", { body, headers: ifMatch({ version }) }));

export const undo = (id: string) => done(api.POST("/api/change_sets/{id}/undo", { params: at(id) }));

export function searchQuery(q: string) {
  return queryOptions({
    queryKey: ["search", q],
    queryFn: ({ signal }) => answer(api.GET("/api/search", { params: { query: { q } }, signal })),
    enabled: q.length > 1,
    staleTime: 10_000,
  });
}

/** Sends the invitation once more; the earlier link stops working. */
export const inviteAgain = (id: string) => done(api.POST("/api/users/{id}/invite", { params: at(id) }));

/** Fills an organisation with something to look at, in one change-set. */
export const loadSampleData = () => answer(api.POST("/api/sample_data", { headers: idempotencyKey() }));
