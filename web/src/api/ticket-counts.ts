import { queryOptions } from "@tanstack/react-query";
import type { Address } from "@/lib/address";
import { answer, api, asked } from "./client";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];
export type LaneKey = "status" | "priority" | "assigned_user_id";
export type ViewCounts = Schemas["ViewCounts"];

export function isLaneKey(column: string): column is LaneKey {
  return column === "status" || column === "priority" || column === "assigned_user_id";
}

// Kept under the tickets' own key: whatever changes one of them counts anew.
const counts = ["tickets", "count"];

export const viewCountsQuery = queryOptions({
  queryKey: [...counts, "views"],
  queryFn: async ({ signal }) => {
    const found = await answer(api.GET("/api/tickets/counts", { signal }));
    return "all" in found ? found : null;
  },
  staleTime: 30_000,
});

/** How many tickets of a filter stand in each lane of a board. */
export function laneCountsQuery(by: LaneKey, filter: Address) {
  return queryOptions({
    queryKey: [...counts, "lanes", by, filter],
    queryFn: async ({ signal }) => {
      const found = await answer(api.GET("/api/tickets/counts", { signal, querySerializer: asked({ ...filter, by }) }));
      return "lanes" in found ? found.lanes : [];
    },
    staleTime: 30_000,
    placeholderData: (previous) => previous,
  });
}
