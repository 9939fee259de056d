import { createFileRoute } from "@tanstack/react-router";
import { NewUserPanel } from "@/features/users/user-panels";

export const Route = createFileRoute("/_app/settings/users/new")({ component: NewUserRoute });

function NewUserRoute() {
  const navigate = Route.useNavigate();
  return <NewUserPanel onClose={() => void navigate({ to: "/settings/users", search: (search) => search })} />;
}
