import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { components } from "./schema.gen";

export type Dashboard = components["schemas"]["Dashboard"];
export type WorkItem = components["schemas"]["WorkItem"];

export const dashboardQuery = queryOptions({
  queryKey: ["dashboard"],
  queryFn: ({ signal }) => answer(api.GET("/api/dashboard", { signal })),
  refetchInterval: 60_000,
});

/** Under the key of renewals, so that it is asked anew when they are. */
export const comingMonthsQuery = queryOptions({
  queryKey: ["renewals", "coming_months"],
  queryFn: ({ signal }) => answer(api.GET("/api/renewals/forecast", { signal })),
  staleTime: 60_000,
});
