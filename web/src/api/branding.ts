import { type QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import { answer, api, at, done, idempotencyKey, ifMatch } from "./client";
import type { components } from "./schema.gen";

export type Brand = components["schemas"]["Brand"];
export type Branding = components["schemas"]["Branding"];
export type BrandHost = components["schemas"]["BrandHost"];

const plain: Brand = { product_name: "WorkTrackr", slug: null, accent: null, logo: null };

/** The brand that the first address named. It stays while one goes from signing in to signing up and back. */
const linked = new URLSearchParams(globalThis.location?.search).get("brand");

/** As whom the product is seen here: by who is signed in, else by the link that led here, else by the host. */
export const brandQuery = queryOptions({
  queryKey: ["brand"],
  queryFn: ({ signal }) => answer(api.GET("/api/brand", { params: { query: linked ? { slug: linked } : {} }, signal })),
  staleTime: 5 * 60_000,
});

export function useBrand(): Brand {
  return useQuery(brandQuery).data ?? plain;
}

export const brandingQuery = queryOptions({
  queryKey: ["branding"],
  queryFn: ({ signal }) => answer(api.GET("/api/branding", { signal })),
});

export const brandHostsQuery = queryOptions({
  queryKey: ["branding", "hosts"],
  queryFn: ({ signal }) => answer(api.GET("/api/branding/hosts", { signal })),
});

export const allBrandHostsQuery = queryOptions({
  queryKey: ["brand_hosts"],
  queryFn: ({ signal }) => answer(api.GET("/api/brand_hosts", { signal })),
});

export function accentQuery(color: string) {
  return queryOptions({
    queryKey: ["branding", "accent", color],
    queryFn: ({ signal }) => answer(api.GET("/api/branding/accent", { params: { query: { color } }, signal })),
    enabled: /^#[0-9a-f]{6}$/i.test(color),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What is shown everywhere changes with what was saved. */
async function keep(queries: QueryClient, saving: Promise<Branding>): Promise<Branding> {
  const saved = await saving;
  queries.setQueryData(brandingQuery.queryKey, saved);
  queries.setQueryData(brandQuery.queryKey, saved.shown);
  return saved;
}

export function saveBranding(queries: QueryClient, body: components["schemas"]["BrandingPatch"], version: number) {
  return keep(queries, answer(api.PATCH("/api/branding", { body, headers: ifMatch({ version }) })));
}

export function sendLogo(queries: QueryClient, file: File) {
  const body = {
    // The typed client knows a file by its name; what is sent is the form.
    body: { file: file.name },
    bodySerializer: () => {
      const form = new FormData();
      form.set("file", file);
      return form;
    },
  };
  return keep(queries, answer(api.POST("/api/branding/logo", body)));
}

export function removeLogo(queries: QueryClient) {
  return keep(queries, answer(api.DELETE("/api/branding/logo")));
}

export async function addHost(queries: QueryClient, host: string): Promise<void> {
  await answer(api.POST("/api/branding/hosts", { body: { host }, headers: idempotencyKey() }));
  await queries.invalidateQueries({ queryKey: brandHostsQuery.queryKey });
}

export async function removeHost(queries: QueryClient, id: string): Promise<void> {
  await done(api.DELETE("/api/branding/hosts/{id}", { params: at(id) }));
  await queries.invalidateQueries({ queryKey: brandHostsQuery.queryKey });
}

export async function confirmHost(queries: QueryClient, id: string): Promise<void> {
  await answer(api.POST("/api/brand_hosts/{id}/confirm", { params: at(id) }));
  await queries.invalidateQueries({ queryKey: allBrandHostsQuery.queryKey });
}

export async function refuseHost(queries: QueryClient, id: string): Promise<void> {
  await done(api.DELETE("/api/brand_hosts/{id}", { params: at(id) }));
  await queries.invalidateQueries({ queryKey: allBrandHostsQuery.queryKey });
}
