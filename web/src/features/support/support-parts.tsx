import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Skeleton } from "@/components/ui/skeleton";

/** One column, as settings have it. */
export function SupportColumn({ children }: { children: ReactNode }) {
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="flex max-w-[720px] flex-col gap-8 px-[var(--shell-gutter)] py-6 max-[759px]:px-4 max-[759px]:pt-2">
        {children}
      </div>
    </div>
  );
}

export function SupportSkeleton() {
  const { t } = useTranslation();
  return (
    <SupportColumn>
      <div className="flex flex-col gap-8" role="status" aria-label={t("lists.loading")}>
        <Skeleton className="w-72 max-w-full" />
        <Skeleton className="w-56" />
      </div>
    </SupportColumn>
  );
}
