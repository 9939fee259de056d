import type { Event } from "@/api/events";

const type = {
  Call: "[--event:var(--event-call)] [--event-bg:var(--event-call-bg)] [--event-fg:var(--event-call-fg)]",
  Meeting: "[--event:var(--event-meeting)] [--event-bg:var(--event-meeting-bg)] [--event-fg:var(--event-meeting-fg)]",
  "Follow-up":
    "[--event:var(--event-follow-up)] [--event-bg:var(--event-follow-up-bg)] [--event-fg:var(--event-follow-up-fg)]",
  Renewal: "[--event:var(--event-renewal)] [--event-bg:var(--event-renewal-bg)] [--event-fg:var(--event-renewal-fg)]",
  Other: "[--event:var(--event-other)] [--event-bg:var(--event-other-bg)] [--event-fg:var(--event-other-fg)]",
} as const satisfies Record<NonNullable<Event["type"]>, string>;

/** The tint of an event by its type. Whole names, so that the style sheet finds them. */
export function eventLook(of: Event["type"]): string {
  return `event-block ${type[of ?? "Other"]}`;
}
