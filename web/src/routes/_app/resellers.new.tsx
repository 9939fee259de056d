import { createFileRoute } from "@tanstack/react-router";
import { NewResellerPanel } from "@/features/resellers/reseller-forms";

export const Route = createFileRoute("/_app/resellers/new")({ component: NewResellerRoute });

function NewResellerRoute() {
  const navigate = Route.useNavigate();
  return <NewResellerPanel onClose={() => void navigate({ to: "/resellers", search: (search) => search })} />;
}
