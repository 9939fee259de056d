import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, Outlet } from "@tanstack/react-router";
import { brandQuery } from "@/api/branding";
import { CrashPage, NotFoundPage } from "@/components/bare-pages";
import { useBrandColors } from "@/components/brand";

export const Route = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  // Nothing is painted before it is known in whose colours; without an answer, in ours.
  loader: ({ context }) => context.queryClient.ensureQueryData(brandQuery).catch(() => undefined),
  component: Root,
  notFoundComponent: NotFoundPage,
  errorComponent: ({ reset }) => <CrashPage onRetry={reset} />,
});

function Root() {
  useBrandColors();
  return <Outlet />;
}
