import { createFileRoute } from "@tanstack/react-router";
import { comingMonthsQuery, dashboardQuery } from "@/api/dashboard";
import { DashboardPage } from "@/features/dashboard/dashboard-page";

export const Route = createFileRoute("/_app/")({
  loader: ({ context }) => {
    void context.queryClient.prefetchQuery(dashboardQuery);
    void context.queryClient.prefetchQuery(comingMonthsQuery);
  },
  component: DashboardPage,
});
