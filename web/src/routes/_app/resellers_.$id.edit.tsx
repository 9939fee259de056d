import { createFileRoute } from "@tanstack/react-router";
import { EditResellerPanel } from "@/features/resellers/reseller-forms";

export const Route = createFileRoute("/_app/resellers_/$id/edit")({ component: EditResellerRoute });

function EditResellerRoute() {
  const { id } = Route.useParams();
  const navigate = Route.useNavigate();
  return (
    <EditResellerPanel
      id={id}
      onClose={() => void navigate({ to: "/resellers/$id", params: { id }, search: (search) => search })}
    />
  );
}
