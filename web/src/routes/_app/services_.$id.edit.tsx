import { createFileRoute } from "@tanstack/react-router";
import { EditServicePanel } from "@/features/services/service-panels";

export const Route = createFileRoute("/_app/services_/$id/edit")({ component: EditServiceRoute });

function EditServiceRoute() {
  const { id } = Route.useParams();
  const navigate = Route.useNavigate();
  return <EditServicePanel id={id} onClose={() => void navigate({ to: "/services/$id", params: { id } })} />;
}
