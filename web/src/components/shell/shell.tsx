import { lazyRouteComponent, useNavigate } from "@tanstack/react-router";
import { type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import { useGoKeys, useHotkeys } from "@/lib/hotkeys";
import { Toasts } from "../toasts";
import { TooltipProvider } from "../ui/tooltip";
import { BottomBar } from "./bottom-bar";
import { useCreate, usePlaces } from "./commands";
import { LiveUpdates } from "./live-updates";
import { OfflineBanner } from "./offline-banner";
import { helpOpen } from "./shell-state";
import { Sidebar } from "./sidebar";
import { SupportBanner } from "./support-banner";
import { usePaletteKeys } from "./use-palette-keys";

const Layers = lazyRouteComponent(() => import("./layers"), "Layers");

/** Sidebar and sheet on a desk, sheet and bottom bar on a phone; and what floats over both. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const { organisation } = useMe();
  const { work } = usePlaces();
  const { create } = useCreate();
  const navigate = useNavigate();
  usePaletteKeys();
  useGoKeys(
    Object.fromEntries(work.map((place) => [(place.keys ?? "").toLowerCase(), () => void navigate({ to: place.to })])),
  );
  useHotkeys({ c: create, "?": () => helpOpen.set(true) });
  return (
    <TooltipProvider>
      <div className="flex h-full">
        <a
          href="#main"
          className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-[var(--z-toast)] focus:rounded-sm focus:bg-card focus:px-3 focus:py-1.5"
        >
          {t("shell.skip")}
        </a>
        <Sidebar />
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <OfflineBanner />
          <SupportBanner />
          {children}
          <BottomBar />
        </div>
        <Suspense>
          <Layers />
        </Suspense>
        {organisation && <LiveUpdates />}
        <Toasts />
      </div>
    </TooltipProvider>
  );
}
