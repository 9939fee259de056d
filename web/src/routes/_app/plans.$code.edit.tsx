import { createFileRoute } from "@tanstack/react-router";
import { EditPlanPanel } from "@/features/plans/plans-page";

export const Route = createFileRoute("/_app/plans/$code/edit")({ component: EditPlanRoute });

function EditPlanRoute() {
  const { code } = Route.useParams();
  const navigate = Route.useNavigate();
  return <EditPlanPanel code={code} onClose={() => void navigate({ to: "/plans" })} />;
}
