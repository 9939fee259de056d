import { createFileRoute } from "@tanstack/react-router";
import { InviteAdminPanel } from "@/features/organisations/organisation-forms";

export const Route = createFileRoute("/_app/organisations_/$id/invite")({ component: InviteRoute });

function InviteRoute() {
  const { id } = Route.useParams();
  const navigate = Route.useNavigate();
  return <InviteAdminPanel id={id} onClose={() => void navigate({ to: "/organisations/$id", params: { id } })} />;
}
