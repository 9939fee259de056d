import { queryOptions } from "@tanstack/react-query";
import { answer, api, at, ifMatch } from "./client";
import { resource } from "./resource";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];
export type Holiday = Schemas["Holiday"];
export type ServiceLevel = Schemas["ServiceLevel"];
export type WorkingHours = Schemas["WorkingHours"];
export type ServicePromise = Schemas["Promise"];

export const serviceLevelsQuery = queryOptions({
  queryKey: ["service_levels"],
  queryFn: ({ signal }) => answer(api.GET("/api/service_levels", { signal })),
});

/** What is due on tickets that are not finished is computed again by the server. */
export const updateServiceLevel = (level: ServiceLevel, body: Schemas["ServiceLevelPatch"]) =>
  answer(
    api.PATCH("/api/service_levels/{priority}", {
      params: { path: { priority: level.priority } },
      body,
      headers: ifMatch(level),
    }),
  );

export const updateWorkingHours = (body: Schemas["WorkingHoursPatch"], version: number) =>
  answer(api.PATCH("/api/working_hours", { body, headers: ifMatch({ version }) }));

/** How a ticket stands, as of now: under the tickets, so that it is read again when they are. */
export function standingQuery(id: string) {
  return queryOptions({
    queryKey: ["tickets", "service_level", id],
    queryFn: ({ signal }) => answer(api.GET("/api/tickets/{id}/service_level", { params: at(id), signal })),
    refetchInterval: 60_000,
  });
}

export const holidays = resource<Holiday, Schemas["HolidayFields"], Schemas["HolidayPatch"]>("holidays", {
  list: (request) => api.GET("/api/holidays", request),
  read: (id, request) => api.GET("/api/holidays/{id}", { params: at(id), ...request }),
  create: (body, request) => api.POST("/api/holidays", { body, ...request }),
  update: (id, body, request) => api.PATCH("/api/holidays/{id}", { params: at(id), body, ...request }),
  remove: (id, request) => api.DELETE("/api/holidays/{id}", { params: at(id), ...request }),
});
