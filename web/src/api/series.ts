import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api, at, idempotencyKey, ifMatch, written } from "./client";
import { resource } from "./resource";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];
export type TicketSeries = Schemas["TicketSeries"];
type SeriesChanges = Schemas["TicketSeriesPatch"];
export type Schedule = Schemas["PreviewFields"];

export const ticketSeries = resource<TicketSeries, Schemas["NewTicketSeries"], SeriesChanges>("ticket_series", {
  list: (request) => api.GET("/api/ticket_series", request),
  read: (id, request) => api.GET("/api/ticket_series/{id}", { params: at(id), ...request }),
  create: (body, request) => api.POST("/api/ticket_series", { body, ...request }),
  update: (id, body, request) => api.PATCH("/api/ticket_series/{id}", { params: at(id), body, ...request }),
  remove: (id, request) => api.DELETE("/api/ticket_series/{id}", { params: at(id), ...request }),
  history: (id, request) => api.GET("/api/ticket_series/{id}/history", { params: at(id), ...request }),
  restore: (id, request) => api.POST("/api/ticket_series/{id}/restore", { params: at(id), ...request }),
  purge: (id, request) => api.POST("/api/ticket_series/{id}/purge", { params: at(id), ...request }),
  bulk: (body, request) => api.POST("/api/ticket_series/bulk", { body, ...request }),
});

/** The next dates of a schedule; a schedule that cannot be is a problem at its field. */
export function previewQuery(schedule: Schedule) {
  return queryOptions({
    queryKey: ["ticket_series", "preview", schedule],
    queryFn: ({ signal }) => answer(api.POST("/api/ticket_series/preview", { body: schedule, signal })),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 60_000,
  });
}

/** Changes an occurrence and all that follow: they go on as a series of their own. */
export function splitSeries(series: TicketSeries, from: string, changes: SeriesChanges) {
  return written(
    api.POST("/api/ticket_series/{id}/split", {
      params: at(series.id),
      body: { from, ...changes },
      headers: { ...idempotencyKey(), ...ifMatch(series) },
    }),
  );
}
