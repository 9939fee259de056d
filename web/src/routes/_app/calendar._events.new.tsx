import { createFileRoute } from "@tanstack/react-router";
import { useTimeZone } from "@/api/session";
import { placeOf } from "@/components/calendar/calendar-place";
import { without } from "@/components/data-table/list-search";
import { NewEventPanel } from "@/features/events/event-panels";
import { first } from "@/lib/address";
import { usePhone } from "@/lib/media";

export const Route = createFileRoute("/_app/calendar/_events/new")({ component: NewEventRoute });

/** What the address says of the new event alone; the rest is the calendar's. */
const own = ["start", "end", "on", "until", "follows", "event"];

function NewEventRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const { day } = placeOf(search, useTimeZone(), usePhone());
  return (
    <NewEventPanel
      day={day}
      place={{ start: first(search.start), end: first(search.end), on: first(search.on), until: first(search.until) }}
      contactId={first(search.contact_id)}
      follows={first(search.follows)}
      onClose={() => void navigate({ to: "/calendar", search: without(search, own) })}
    />
  );
}
