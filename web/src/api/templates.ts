import { queryOptions } from "@tanstack/react-query";
import { answer, api, at } from "./client";
import { resource } from "./resource";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];
export type TicketTemplate = Schemas["TicketTemplate"];
export type TemplateVersion = Schemas["TemplateVersion"];
export type FieldKind = Schemas["FieldKind"];
/** A field with everything said that may be left out. */
export type TemplateField = Required<Schemas["TemplateField"]>;

export const ticketTemplates = resource<
  TicketTemplate,
  Schemas["TicketTemplateFields"],
  Schemas["TicketTemplatePatch"]
>("ticket_templates", {
  list: (request) => api.GET("/api/ticket_templates", request),
  read: (id, request) => api.GET("/api/ticket_templates/{id}", { params: at(id), ...request }),
  create: (body, request) => api.POST("/api/ticket_templates", { body, ...request }),
  update: (id, body, request) => api.PATCH("/api/ticket_templates/{id}", { params: at(id), body, ...request }),
  remove: (id, request) => api.DELETE("/api/ticket_templates/{id}", { params: at(id), ...request }),
  history: (id, request) => api.GET("/api/ticket_templates/{id}/history", { params: at(id), ...request }),
  restore: (id, request) => api.POST("/api/ticket_templates/{id}/restore", { params: at(id), ...request }),
  purge: (id, request) => api.POST("/api/ticket_templates/{id}/purge", { params: at(id), ...request }),
  bulk: (body, request) => api.POST("/api/ticket_templates/bulk", { body, ...request }),
});

/** What can be chosen for a new ticket. */
export const templateChoicesQuery = ticketTemplates.some({ sort: "name" }, 100);

export function completeField(field: Schemas["TemplateField"]): TemplateField {
  return { required: false, hidden: false, options: [], default: null, help: "", show_if: null, ...field };
}

/** Every version that was saved, the newest first. */
export function templateVersionsQuery(id: string) {
  return queryOptions({
    queryKey: ["ticket_templates", "versions", id],
    queryFn: ({ signal }) => answer(api.GET("/api/ticket_templates/{id}/versions", { params: at(id), signal })),
  });
}

/** The fields that a ticket was asked: a version never changes. */
export function templateVersionQuery(id: string, version: number) {
  return queryOptions({
    queryKey: ["ticket_templates", "version", id, version],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/ticket_templates/{id}/versions/{version}", {
          params: { path: { id, version } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
