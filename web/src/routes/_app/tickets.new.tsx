import { createFileRoute } from "@tanstack/react-router";
import { NewTicketPanel } from "@/features/tickets/ticket-panels";
import { first } from "@/lib/address";

export const Route = createFileRoute("/_app/tickets/new")({ component: NewTicketRoute });

function NewTicketRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <NewTicketPanel
      contactId={first(search.contact_id)}
      templateId={first(search.template)}
      onTemplate={(template) => void navigate({ search: (current) => ({ ...current, template }), replace: true })}
      onClose={() => void navigate({ to: "/tickets", search: ({ template: _template, ...current }) => current })}
    />
  );
}
