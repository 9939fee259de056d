import { createFileRoute } from "@tanstack/react-router";
import { NewOrganisationPanel } from "@/features/organisations/organisation-forms";

export const Route = createFileRoute("/_app/organisations/new")({ component: NewOrganisationRoute });

function NewOrganisationRoute() {
  const navigate = Route.useNavigate();
  return <NewOrganisationPanel onClose={() => void navigate({ to: "/organisations", search: (search) => search })} />;
}
