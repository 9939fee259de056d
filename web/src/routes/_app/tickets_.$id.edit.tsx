import { createFileRoute } from "@tanstack/react-router";
import { EditTicketPanel } from "@/features/tickets/ticket-panels";

export const Route = createFileRoute("/_app/tickets_/$id/edit")({ component: EditTicketRoute });

function EditTicketRoute() {
  const { id } = Route.useParams();
  const navigate = Route.useNavigate();
  return <EditTicketPanel id={id} onClose={() => void navigate({ to: "/tickets/$id", params: { id } })} />;
}
