import { Link } from "@tanstack/react-router";
import { RefreshCw } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/branding";
import { BrandMark } from "./brand";
import { Button, buttonVariants } from "./ui/button";
import { StubDrawing } from "./ui/glyphs";

/** Pages that need nobody signed in and nothing loaded. */
function BarePage({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <main className="grid h-full place-items-center p-6">
      <div className="flex max-w-[420px] flex-col items-center gap-2 text-center">
        <StubDrawing />
        <h1 className="mt-4 text-xl font-semibold title-tracking">{title}</h1>
        <p className="mb-2.5 text-base text-balance text-muted-foreground">{text}</p>
        {children}
      </div>
    </main>
  );
}

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <BarePage title={t("errors.page_title")} text={t("errors.page_text")}>
      <Link to="/" className={buttonVariants({ variant: "primary" })}>
        {t("errors.home")}
      </Link>
    </BarePage>
  );
}

export function CrashPage({ onRetry }: { onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <BarePage title={t("errors.crash_title")} text={t("errors.crash_text")}>
      <Button variant="primary" onClick={onRetry}>
        <RefreshCw aria-hidden />
        {t("errors.reload")}
      </Button>
    </BarePage>
  );
}

export function UnreachablePage({ onRetry }: { onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <BarePage title={t("errors.start_title")} text={t("errors.start_text")}>
      <Button variant="primary" onClick={onRetry}>
        <RefreshCw aria-hidden />
        {t("actions.try_again")}
      </Button>
    </BarePage>
  );
}

/** The shape of the shell, while it is asked who is signed in. */
export function StartingPage() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("lists.loading")} className="flex h-full">
      <div className="w-[var(--shell-sidebar)] shrink-0 border-r border-sidebar-border bg-sidebar px-4 py-3.5 max-[759px]:hidden">
        <BrandMark brand={useBrand()} square />
      </div>
      <div className="flex-1">
        <div className="h-[var(--shell-topbar)] border-b max-[759px]:h-14 max-[759px]:border-b-0" />
      </div>
    </div>
  );
}
