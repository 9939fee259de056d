import { useTranslation } from "react-i18next";
import { cn } from "@/lib/classes";
import { Button } from "../ui/button";
import { Kbd } from "../ui/kbd";
import { Skeleton } from "../ui/skeleton";

export function RowSkeletons({ phone }: { phone: boolean }) {
  const { t } = useTranslation();
  const widths = ["w-72", "w-56", "w-80", "w-48", "w-64", "w-60", "w-72", "w-52", "w-80", "w-56"];
  return (
    <div className="min-h-0 flex-1 overflow-hidden" role="status" aria-label={t("lists.loading")}>
      {!phone && <div className="h-8 border-b" />}
      {widths.map((width, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike and never move.
          key={index}
          className={cn(
            "flex items-center gap-6 border-b px-[var(--shell-gutter)]",
            phone ? "h-[69px]" : "h-[var(--row-height)]",
          )}
        >
          <Skeleton className="w-8" />
          <span className="min-w-0 flex-1">
            <Skeleton className={cn("max-w-full", width)} />
          </span>
          <Skeleton className="w-20 max-[759px]:w-8" />
          {!phone && <Skeleton className="w-16" />}
        </div>
      ))}
    </div>
  );
}

export function NothingFound({ trash, onClear }: { trash: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="grid flex-1 place-items-center p-6">
      <div className="mb-12 flex max-w-[420px] flex-col items-center gap-2 text-center">
        <h2 className="text-lg font-semibold">{trash ? t("lists.trash_empty_title") : t("lists.nothing_title")}</h2>
        <p className="mb-2 text-base text-muted-foreground">
          {trash ? t("lists.trash_empty_text") : t("lists.nothing_text")}
        </p>
        <Button onClick={onClear}>{trash ? t("lists.leave_trash") : t("lists.clear_filters")}</Button>
      </div>
    </div>
  );
}

export function Foot({ words, canBulk, canPeek }: { words: string; canBulk: boolean; canPeek: boolean }) {
  const { t } = useTranslation();
  return (
    <footer className="flex h-9 shrink-0 items-center gap-3 border-t px-[var(--shell-gutter)] text-xs text-muted-foreground">
      <span className="tabular-nums" aria-live="polite">
        {words}
      </span>
      <span className="ml-auto flex items-center gap-1.5 pointer-coarse:hidden">
        <Kbd>J</Kbd>
        <Kbd>K</Kbd>
        {t("keys.move")}
        {canBulk && (
          <>
            <Kbd className="ml-2">X</Kbd>
            {t("keys.select")}
          </>
        )}
        {canPeek && (
          <>
            <Kbd className="ml-2">{t("keys.space")}</Kbd>
            {t("peek.key")}
          </>
        )}
        <Kbd className="ml-2">↵</Kbd>
        {t("keys.open")}
        <Kbd className="ml-2">?</Kbd>
        {t("keys.all")}
      </span>
    </footer>
  );
}
