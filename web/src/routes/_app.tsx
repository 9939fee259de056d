import { createFileRoute, Outlet, redirect, useRouter } from "@tanstack/react-router";
import { metaQuery } from "@/api/meta";
import { Problem } from "@/api/problem";
import { meQuery, useMe } from "@/api/session";
import { StartingPage, UnreachablePage } from "@/components/bare-pages";
import { ConsolePage } from "@/components/shell/console-page";
import { Shell } from "@/components/shell/shell";

export const Route = createFileRoute("/_app")({
  beforeLoad: async ({ context, location }) => {
    void context.queryClient.prefetchQuery(metaQuery);
    try {
      await context.queryClient.ensureQueryData(meQuery);
    } catch (error) {
      if (error instanceof Problem && error.status === 401) {
        throw redirect({ to: "/sign-in", search: { next: location.href } });
      }
      throw error;
    }
  },
  component: AppLayout,
  errorComponent: AppError,
  pendingComponent: StartingPage,
});

function AppLayout() {
  const { organisation } = useMe();
  if (organisation === null) return <ConsolePage />;
  return (
    <Shell>
      <Outlet />
    </Shell>
  );
}

function AppError() {
  const router = useRouter();
  return <UnreachablePage onRetry={() => void router.invalidate()} />;
}
