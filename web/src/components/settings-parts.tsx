import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Skeleton } from "./ui/skeleton";

/** Settings stand in one column, 640 wide at most. */
export function SettingsColumn({ children }: { children: ReactNode }) {
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="flex max-w-[640px] flex-col gap-8 px-[var(--shell-gutter)] py-6 max-[759px]:px-4 max-[759px]:pt-2">
        {children}
      </div>
    </div>
  );
}

/** A column on its way. */
export function SettingsSkeleton() {
  const { t } = useTranslation();
  return (
    <SettingsColumn>
      <div className="flex flex-col gap-8" role="status" aria-label={t("lists.loading")}>
        <Skeleton className="w-72 max-w-full" />
        <Skeleton className="w-56" />
      </div>
    </SettingsColumn>
  );
}

export function SettingsSection({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-4 border-t pt-6 first:border-0 first:pt-0">
      <div>
        <h2 className="text-lg font-semibold tracking-[-0.01em]">{title}</h2>
        {text && <p className="mt-0.5 text-muted-foreground">{text}</p>}
      </div>
      {children}
    </section>
  );
}
