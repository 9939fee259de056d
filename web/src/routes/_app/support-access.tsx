import { createFileRoute } from "@tanstack/react-router";
import { supportGrantsQuery } from "@/api/support";
import { LetInPage } from "@/features/support/let-in-page";

export const Route = createFileRoute("/_app/support-access")({
  loader: ({ context }) => void context.queryClient.prefetchQuery(supportGrantsQuery),
  component: LetInPage,
});
