import { createFileRoute } from "@tanstack/react-router";
import { InvitedSignUpPage, SignUpPage } from "@/features/auth/auth-pages";

export const Route = createFileRoute("/sign-up")({
  validateSearch: (search: Record<string, unknown>): { invitation?: string } =>
    typeof search.invitation === "string" ? { invitation: search.invitation } : {},
  component: SignUpRoute,
});

function SignUpRoute() {
  const { invitation } = Route.useSearch();
  return invitation === undefined ? <SignUpPage /> : <InvitedSignUpPage token={invitation} />;
}
