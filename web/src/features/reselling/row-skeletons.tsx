import { useTranslation } from "react-i18next";
import { Skeleton } from "@/components/ui/skeleton";

/** Rows that are on their way. */
export function RowSkeletons() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("lists.loading")} className="flex flex-col gap-5 px-[var(--shell-gutter)] py-5">
      <Skeleton className="w-80 max-w-full" />
      <Skeleton className="w-64 max-w-full" />
      <Skeleton className="w-72 max-w-full" />
    </div>
  );
}
