import { createFileRoute, Outlet, redirect, useRouter } from "@tanstack/react-router";
import { metaQuery } from "@/api/meta";
import { Problem } from "@/api/problem";
import { meQuery } from "@/api/session";
import { StartingPage, UnreachablePage } from "@/components/bare-pages";
import { homeOf, isPageFor } from "@/components/shell/console-places";
import { Shell } from "@/components/shell/shell";
import { loadTexts } from "@/lib/i18n";
import { mayBeGuest } from "@/lib/preferences";

export const Route = createFileRoute("/_app")({
  beforeLoad: async ({ context, location }) => {
    void context.queryClient.prefetchQuery(metaQuery);
    try {
      const me = await context.queryClient.ensureQueryData(meQuery);
      if (me.organisation === null) await loadTexts("console");
      if (!isPageFor(me, location.pathname)) throw redirect({ to: homeOf(me), replace: true });
    } catch (error) {
      if (error instanceof Problem && error.status === 401) {
        if (mayBeGuest()) throw redirect({ to: "/leave-support" });
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
