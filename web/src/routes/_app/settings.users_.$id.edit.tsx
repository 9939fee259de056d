import { createFileRoute } from "@tanstack/react-router";
import { EditUserPanel } from "@/features/users/user-panels";

export const Route = createFileRoute("/_app/settings/users_/$id/edit")({ component: EditUserRoute });

function EditUserRoute() {
  const { id } = Route.useParams();
  const navigate = Route.useNavigate();
  return <EditUserPanel id={id} onClose={() => void navigate({ to: "/settings/users/$id", params: { id } })} />;
}
