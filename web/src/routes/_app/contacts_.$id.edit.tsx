import { createFileRoute } from "@tanstack/react-router";
import { EditContactPanel } from "@/features/contacts/contact-panels";

export const Route = createFileRoute("/_app/contacts_/$id/edit")({ component: EditContactRoute });

function EditContactRoute() {
  const { id } = Route.useParams();
  const navigate = Route.useNavigate();
  return <EditContactPanel id={id} onClose={() => void navigate({ to: "/contacts/$id", params: { id } })} />;
}
