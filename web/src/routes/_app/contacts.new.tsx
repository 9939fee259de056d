import { createFileRoute } from "@tanstack/react-router";
import { NewContactPanel } from "@/features/contacts/contact-panels";

export const Route = createFileRoute("/_app/contacts/new")({ component: NewContactRoute });

function NewContactRoute() {
  const navigate = Route.useNavigate();
  return <NewContactPanel onClose={() => void navigate({ to: "/contacts", search: (search) => search })} />;
}
