import { createFileRoute } from "@tanstack/react-router";
import { supportGrantsQuery } from "@/api/support";
import { SupportAccessPage } from "@/features/support/support-access-page";

export const Route = createFileRoute("/_app/settings/support-access")({
  loader: ({ context }) => void context.queryClient.prefetchQuery(supportGrantsQuery),
  component: SupportAccessPage,
});
