import { createFileRoute } from "@tanstack/react-router";
import { ResetPage } from "@/features/auth/auth-pages";

export const Route = createFileRoute("/reset")({
  validateSearch: (search: Record<string, unknown>): { token?: string } =>
    typeof search.token === "string" ? { token: search.token } : {},
  component: function ResetPageRoute() {
    return <ResetPage token={Route.useSearch().token ?? ""} />;
  },
});
