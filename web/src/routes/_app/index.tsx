import { createFileRoute, lazyRouteComponent } from "@tanstack/react-router";
import { dashboardQuery } from "@/api/dashboard";
import { resellerDashboardQuery } from "@/api/reselling";
import { forecastQuery } from "@/api/services";
import { meQuery, useMe } from "@/api/session";
import { validateListSearch } from "@/components/data-table/list-search";
import { DashboardPage } from "@/features/dashboard/dashboard-page";

// Few are resellers, and what their page needs is much.
const ResellerDashboardPage = lazyRouteComponent(
  () => import("@/features/reselling/reseller-dashboard-page"),
  "ResellerDashboardPage",
);

export const Route = createFileRoute("/_app/")({
  validateSearch: validateListSearch,
  loader: ({ context: { queryClient } }) => {
    if (queryClient.getQueryData(meQuery.queryKey)?.user.role === "reseller") {
      void ResellerDashboardPage.preload?.();
      void queryClient.prefetchQuery(resellerDashboardQuery);
      return;
    }
    void queryClient.prefetchQuery(dashboardQuery);
    void queryClient.prefetchQuery(forecastQuery({}));
  },
  component: HomeRoute,
});

/** Where one begins: the own organisation at a glance, or for a reseller what its customers bring. */
function HomeRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  if (useMe().user.role === "reseller") {
    return (
      <ResellerDashboardPage search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />
    );
  }
  return <DashboardPage />;
}
