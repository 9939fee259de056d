import { createFileRoute } from "@tanstack/react-router";
import { InvitePanel } from "@/features/reselling/invite-panel";

export const Route = createFileRoute("/_app/customers/new")({ component: InviteRoute });

function InviteRoute() {
  const navigate = Route.useNavigate();
  return (
    <InvitePanel
      onClose={() => void navigate({ to: "/customers", search: (current) => current })}
      onSent={() => void navigate({ to: "/customers", search: { tab: "invitations" } })}
    />
  );
}
