import { queryOptions, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { deviceTimeZone } from "@/lib/format";
import { usePreferences } from "@/lib/preferences";
import { answer, api } from "./client";
import type { components } from "./schema.gen";

export type Me = components["schemas"]["Me"];
export type Permission = components["schemas"]["Permission"];

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => answer(api.GET("/api/me", { signal })),
  staleTime: 5 * 60_000,
});

/** Who is signed in. Only below the shell, whose route has loaded it. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

export function useCan(permission: Permission): boolean {
  return useMe().permissions.includes(permission);
}

/** The zone in which times are shown: this device's choice, else the account's, else the organisation's. */
export function useTimeZone(): string {
  const { timeZone } = usePreferences();
  const { user, organisation } = useMe();
  return timeZone ?? user.timezone ?? organisation?.timezone ?? deviceTimeZone();
}

export function useCurrency(): string {
  return useMe().organisation?.currency ?? "GBP";
}

/** Everything that is known belongs to one person: it is forgotten before another comes. */
export function useForget(): () => void {
  const queries = useQueryClient();
  return useMemo(() => () => queries.clear(), [queries]);
}
