import { createFileRoute } from "@tanstack/react-router";
import { AcceptPage } from "@/features/auth/auth-pages";

export const Route = createFileRoute("/accept")({
  validateSearch: (search: Record<string, unknown>): { token?: string } =>
    typeof search.token === "string" ? { token: search.token } : {},
  component: function AcceptPageRoute() {
    return <AcceptPage token={Route.useSearch().token ?? ""} />;
  },
});
