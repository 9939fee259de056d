import { queryOptions, useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { components } from "./schema.gen";

export type EnumChoice = components["schemas"]["Choice"];

export const metaQuery = queryOptions({
  queryKey: ["meta"],
  queryFn: ({ signal }) => answer(api.GET("/api/meta", { signal })),
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
});

const none: EnumChoice[] = [];

/** The closed sets are the server's: order, labels and colours come from there. */
export function useEnum(name: string): EnumChoice[] {
  return useQuery(metaQuery).data?.enums[name] ?? none;
}

export function choiceOf(choices: readonly EnumChoice[], value: string): EnumChoice {
  return choices.find((choice) => choice.value === value) ?? { value, label: value, color: null };
}

export function usePlanName(code: string): string {
  return useQuery(metaQuery).data?.plans.find((plan) => plan.code === code)?.name ?? code;
}
