import { createFileRoute } from "@tanstack/react-router";
import { EditOrganisationPanel } from "@/features/organisations/organisation-forms";

export const Route = createFileRoute("/_app/organisations_/$id/edit")({ component: EditRoute });

function EditRoute() {
  const { id } = Route.useParams();
  const navigate = Route.useNavigate();
  return <EditOrganisationPanel id={id} onClose={() => void navigate({ to: "/organisations/$id", params: { id } })} />;
}
