import { createFileRoute } from "@tanstack/react-router";
import { dashboardQuery } from "@/api/dashboard";
import { forecastQuery } from "@/api/services";
import { DashboardPage } from "@/features/dashboard/dashboard-page";

export const Route = createFileRoute("/_app/")({
  loader: ({ context }) => {
    void context.queryClient.prefetchQuery(dashboardQuery);
    void context.queryClient.prefetchQuery(forecastQuery({}));
  },
  component: DashboardPage,
});
