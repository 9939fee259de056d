import { api, at } from "./client";
import { resource } from "./resource";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];
export type SavedView = Schemas["SavedView"];

export const savedViews = resource<SavedView, Schemas["SavedViewFields"], Schemas["SavedViewPatch"]>("saved_views", {
  list: (request) => api.GET("/api/saved_views", request),
  read: (id, request) => api.GET("/api/saved_views/{id}", { params: at(id), ...request }),
  create: (body, request) => api.POST("/api/saved_views", { body, ...request }),
  update: (id, body, request) => api.PATCH("/api/saved_views/{id}", { params: at(id), body, ...request }),
  remove: (id, request) => api.DELETE("/api/saved_views/{id}", { params: at(id), ...request }),
});

/** The views of one list, in the order of their tabs. */
export function savedViewsOf(list: string) {
  return savedViews.some({ resource: [list], sort: "position" }, 100);
}

/** Far enough apart that one can always be put between two without moving others. */
const gap = 2 ** 32;

export function positionBetween(before: SavedView | undefined, after: SavedView | undefined): number {
  if (!before) return after ? after.position - gap : 0;
  if (!after) return before.position + gap;
  return Math.round((before.position + after.position) / 2);
}
