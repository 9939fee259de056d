import { createFileRoute } from "@tanstack/react-router";
import { without } from "@/components/data-table/list-search";
import { NewTicketPanel } from "@/features/tickets/ticket-panels";
import { first } from "@/lib/address";

export const Route = createFileRoute("/_app/calendar/bookings/new")({ component: NewBookingRoute });

/** What the address says of the new ticket alone; the rest is the calendar's. */
const own = ["start", "end", "on", "template"];

function NewBookingRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <NewTicketPanel
      contactId={first(search.contact_id)}
      templateId={first(search.template)}
      schedule={{ start: first(search.start), end: first(search.end), day: first(search.on) }}
      personId={first(search.assigned_user_id)}
      onTemplate={(template) => void navigate({ search: (current) => ({ ...current, template }), replace: true })}
      onClose={() => void navigate({ to: "/calendar/bookings", search: without(search, own) })}
    />
  );
}
