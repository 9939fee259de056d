import { createFileRoute, redirect } from "@tanstack/react-router";
import { endSupport } from "@/api/support";

/** A page of its own, loaded anew: nothing of the organisation is open any more when its session ends. */
export const Route = createFileRoute("/leave-support")({
  beforeLoad: async ({ preload }) => {
    if (preload) return;
    // Over already, or the whole session with it: the next page finds out.
    await endSupport().catch(() => undefined);
    throw redirect({ to: "/support-access", replace: true });
  },
});
