import { createFileRoute, Outlet } from "@tanstack/react-router";
import { plansQuery } from "@/api/organisations";
import { PlansPage } from "@/features/plans/plans-page";

export const Route = createFileRoute("/_app/plans")({
  loader: ({ context }) => void context.queryClient.prefetchQuery(plansQuery),
  component: PlansRoute,
});

function PlansRoute() {
  return (
    <PlansPage>
      <Outlet />
    </PlansPage>
  );
}
