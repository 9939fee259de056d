import { queryOptions } from "@tanstack/react-query";
import { answer, api, at, done, idempotencyKey } from "./client";
import type { components } from "./schema.gen";

export type FeedScope = components["schemas"]["Feed"]["scope"];

export const feedsQuery = queryOptions({
  queryKey: ["calendar_feeds"],
  queryFn: ({ signal }) => answer(api.GET("/api/calendar_feeds", { signal })),
});

export const createFeed = (body: { name: string; scope: FeedScope }) =>
  answer(api.POST("/api/calendar_feeds", { body, headers: idempotencyKey() }));
export const revokeFeed = (id: string) => done(api.DELETE("/api/calendar_feeds/{id}", { params: at(id) }));
