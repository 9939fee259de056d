import { api, at } from "./client";
import { confirming } from "./double-booking";
import { resource } from "./resource";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];
export type Ticket = Schemas["Ticket"];
export type Contact = Schemas["Contact"];
export type Product = Schemas["Product"];
export type User = Schemas["User"];

export const tickets = resource<Ticket, Schemas["TicketFields"], Schemas["TicketPatch"]>("tickets", {
  list: (request) => api.GET("/api/tickets", request),
  read: (id, request) => api.GET("/api/tickets/{id}", { params: at(id), ...request }),
  create: (body, request) =>
    confirming(request, (sure, sent) => api.POST("/api/tickets", { body: { ...body, ...sure }, ...sent })),
  update: (id, body, request) =>
    confirming(request, (sure, sent) =>
      api.PATCH("/api/tickets/{id}", { params: at(id), body: { ...body, ...sure }, ...sent }),
    ),
  remove: (id, request) => api.DELETE("/api/tickets/{id}", { params: at(id), ...request }),
  history: (id, request) => api.GET("/api/tickets/{id}/history", { params: at(id), ...request }),
  restore: (id, request) => api.POST("/api/tickets/{id}/restore", { params: at(id), ...request }),
  purge: (id, request) => api.POST("/api/tickets/{id}/purge", { params: at(id), ...request }),
  bulk: (body, request) =>
    confirming(request, (sure, sent) => {
      const patch = body.patch && { patch: { ...body.patch, ...sure } };
      return api.POST("/api/tickets/bulk", { body: { ...body, ...patch }, ...sent });
    }),
});

export const contacts = resource<Contact, Schemas["ContactFields"], Schemas["ContactPatch"]>("contacts", {
  list: (request) => api.GET("/api/contacts", request),
  read: (id, request) => api.GET("/api/contacts/{id}", { params: at(id), ...request }),
  create: (body, request) => api.POST("/api/contacts", { body, ...request }),
  update: (id, body, request) => api.PATCH("/api/contacts/{id}", { params: at(id), body, ...request }),
  remove: (id, request) => api.DELETE("/api/contacts/{id}", { params: at(id), ...request }),
  history: (id, request) => api.GET("/api/contacts/{id}/history", { params: at(id), ...request }),
  restore: (id, request) => api.POST("/api/contacts/{id}/restore", { params: at(id), ...request }),
  purge: (id, request) => api.POST("/api/contacts/{id}/purge", { params: at(id), ...request }),
  bulk: (body, request) => api.POST("/api/contacts/bulk", { body, ...request }),
});

export const products = resource<Product, Schemas["ProductFields"], Schemas["ProductPatch"]>(
  "products",
  {
    list: (request) => api.GET("/api/products", request),
    read: (id, request) => api.GET("/api/products/{id}", { params: at(id), ...request }),
    create: (body, request) => api.POST("/api/products", { body, ...request }),
    update: (id, body, request) => api.PATCH("/api/products/{id}", { params: at(id), body, ...request }),
    remove: (id, request) => api.DELETE("/api/products/{id}", { params: at(id), ...request }),
    history: (id, request) => api.GET("/api/products/{id}/history", { params: at(id), ...request }),
    restore: (id, request) => api.POST("/api/products/{id}/restore", { params: at(id), ...request }),
    purge: (id, request) => api.POST("/api/products/{id}/purge", { params: at(id), ...request }),
    bulk: (body, request) => api.POST("/api/products/bulk", { body, ...request }),
  },
  ["customer_services", "renewals"],
);

/** Users have no trash: removing one disables the account. */
export const users = resource<User, Schemas["UserFields"], Schemas["UserChange"]>("users", {
  list: (request) => api.GET("/api/users", request),
  read: (id, request) => api.GET("/api/users/{id}", { params: at(id), ...request }),
  create: (body, request) => api.POST("/api/users", { body, ...request }),
  update: (id, body, request) => api.PATCH("/api/users/{id}", { params: at(id), body, ...request }),
  remove: (id, request) => api.DELETE("/api/users/{id}", { params: at(id), ...request }),
  history: (id, request) => api.GET("/api/users/{id}/history", { params: at(id), ...request }),
});
