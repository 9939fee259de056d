import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, Outlet } from "@tanstack/react-router";
import { CrashPage, NotFoundPage } from "@/components/bare-pages";
import { Toasts } from "@/components/toasts";
import { TooltipProvider } from "@/components/ui/tooltip";

export const Route = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: () => (
    <TooltipProvider>
      <Outlet />
      <Toasts />
    </TooltipProvider>
  ),
  notFoundComponent: NotFoundPage,
  errorComponent: ({ reset }) => <CrashPage onRetry={reset} />,
});
