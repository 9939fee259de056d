import { createFileRoute } from "@tanstack/react-router";
import { NewTicketPanel } from "@/features/tickets/ticket-panels";

export const Route = createFileRoute("/_app/tickets/new")({ component: NewTicketRoute });

function NewTicketRoute() {
  const navigate = Route.useNavigate();
  return <NewTicketPanel onClose={() => void navigate({ to: "/tickets", search: (search) => search })} />;
}
