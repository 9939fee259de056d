import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { answer, api, at, changeSetOf, done, idempotencyKey } from "./client";
import { resource } from "./resource";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];
export type Comment = Schemas["Comment"];
export type Attachment = Schemas["Attachment"];
export type ChecklistItem = Schemas["ChecklistItem"];
type Of<Fields> = Fields & { ticket_id: string };

/** What the server takes at most, so that nobody waits for a refusal. */
export const fileSizeMax = 25 * 2 ** 20;

export const comments = resource<Comment, Of<Schemas["NewComment"]>, Schemas["CommentPatch"]>("comments", {
  list: (request) => api.GET("/api/comments", request),
  read: (id, request) => api.GET("/api/comments/{id}", { params: at(id), ...request }),
  create: ({ ticket_id, ...body }, request) =>
    api.POST("/api/tickets/{id}/comments", { params: at(ticket_id), body, ...request }),
  update: (id, body, request) => api.PATCH("/api/comments/{id}", { params: at(id), body, ...request }),
  remove: (id, request) => api.DELETE("/api/comments/{id}", { params: at(id), ...request }),
  restore: (id, request) => api.POST("/api/comments/{id}/restore", { params: at(id), ...request }),
});

export const checklistItems = resource<
  ChecklistItem,
  Of<Schemas["ChecklistItemFields"]>,
  Schemas["ChecklistItemPatch"]
>("checklist_items", {
  list: (request) => api.GET("/api/checklist_items", request),
  read: (id, request) => api.GET("/api/checklist_items/{id}", { params: at(id), ...request }),
  create: ({ ticket_id, ...body }, request) =>
    api.POST("/api/tickets/{id}/checklist", { params: at(ticket_id), body, ...request }),
  update: (id, body, request) => api.PATCH("/api/checklist_items/{id}", { params: at(id), body, ...request }),
  remove: (id, request) => api.DELETE("/api/checklist_items/{id}", { params: at(id), ...request }),
  restore: (id, request) => api.POST("/api/checklist_items/{id}/restore", { params: at(id), ...request }),
});

/** The parts of a ticket, as its page and its panel ask for them. */
export const commentsOf = (ticketId: string) => comments.list({ ticket_id: [ticketId] });
export const checklistOf = (ticketId: string) => checklistItems.list({ ticket_id: [ticketId], sort: "position" });

export const attachmentsOf = (ticketId: string) =>
  queryOptions({
    queryKey: ["attachments", "list", ticketId],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/tickets/{id}/attachments", {
          params: at(ticketId),
          querySerializer: () => "limit=100",
          signal,
        }),
      ),
  });

export const contentOf = (attachment: Attachment) => `/api/attachments/${attachment.id}/content`;

function refreshFiles(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: ["attachments"] });
}

export async function attach(
  queries: QueryClient,
  ticketId: string,
  file: File,
  commentId: string | null,
): Promise<string | null> {
  const changeSet = await changeSetOf(
    api.POST("/api/tickets/{id}/attachments", {
      params: at(ticketId),
      // The typed client knows a file by its name; what is sent is the form.
      body: { file: file.name, ...(commentId && { comment_id: commentId }) },
      bodySerializer: () => {
        const form = new FormData();
        if (commentId) form.set("comment_id", commentId);
        form.set("file", file);
        return form;
      },
    }),
  );
  await refreshFiles(queries);
  return changeSet;
}

export async function removeFile(queries: QueryClient, attachment: Attachment): Promise<string | null> {
  const changeSet = await changeSetOf(api.DELETE("/api/attachments/{id}", { params: at(attachment.id) }));
  await refreshFiles(queries);
  return changeSet;
}

/** One change, and so one undo, wherever the item went. */
export async function orderChecklist(queries: QueryClient, ticketId: string, ids: string[]): Promise<void> {
  const order = { params: at(ticketId), body: { ids }, headers: idempotencyKey() };
  await done(api.POST("/api/tickets/{id}/checklist/order", order));
  await checklistItems.refresh(queries);
}
