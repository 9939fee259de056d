import type { Ticket } from "@/api/resources";

const statuses: Record<Ticket["status"], true> = {
  Open: true,
  "In Progress": true,
  Waiting: true,
  Resolved: true,
  Closed: true,
};

const priorities: Record<Ticket["priority"], true> = { Low: true, Medium: true, High: true, Urgent: true };

/** The compiler checks these records against the API, so a new member cannot be forgotten. */
export function isStatus(value: string | null): value is Ticket["status"] {
  return value !== null && value in statuses;
}

export function isPriority(value: string | null): value is Ticket["priority"] {
  return value !== null && value in priorities;
}
