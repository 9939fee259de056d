import type { Event } from "@/api/events";

/** An event that is looked at, or a new one with this contact. */
export type OpenedEvent = { id: string } | { as: { type: Event["type"]; title: string } | undefined };

/** Opens events in the form of the calendar, which is not ours to know. */
export type Planner = {
  plan: (as?: { type: Event["type"]; title: string }) => void;
  open: (id: string) => void;
};
