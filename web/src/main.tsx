import "./styles/app.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { createRouter, RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { brandQuery } from "@/api/branding";
import { createQueryClient } from "@/api/query-client";
import { keepPageWithoutCode, PageError } from "@/components/page-error";
import { formatAddress, parseAddress } from "@/lib/address";
import { startTexts } from "@/lib/i18n";
import { watchPreferences } from "@/lib/preferences";
import { routeTree } from "./routeTree.gen";

// Most browsers bring Temporal; only the others load it.
if (!("Temporal" in globalThis)) await import("temporal-polyfill/global");

window.addEventListener("vite:preloadError", keepPageWithoutCode);
startTexts();
watchPreferences();

const queryClient = createQueryClient();
// Asked at once, beside whatever the first page asks.
void queryClient.prefetchQuery(brandQuery);
const router = createRouter({
  routeTree,
  context: { queryClient },
  parseSearch: parseAddress,
  stringifySearch: formatAddress,
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 150,
  defaultErrorComponent: PageError,
  scrollRestoration: true,
  // The browser keeps the positions for this tab, under keys that tell nothing of what was looked at.
  getScrollRestorationKey: ({ state }) => state.__TSR_key ?? "first",
  notFoundMode: "root",
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root.");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
