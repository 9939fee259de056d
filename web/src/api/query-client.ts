import { QueryClient } from "@tanstack/react-query";
import { Problem } from "./problem";

function mayHelp(failures: number, error: Error): boolean {
  if (error instanceof Problem && error.status < 500) return false;
  return failures < 1;
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 15_000, gcTime: 10 * 60_000, retry: mayHelp, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  });
}
