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
