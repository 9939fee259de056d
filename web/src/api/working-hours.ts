import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";

/** When the organisation works. It changes seldom. */
export const workingHoursQuery = queryOptions({
  queryKey: ["working_hours"],
  queryFn: ({ signal }) => answer(api.GET("/api/working_hours", { signal })),
  staleTime: 5 * 60_000,
});
