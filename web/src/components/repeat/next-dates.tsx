import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { previewQuery, type Schedule } from "@/api/series";
import { todayIn } from "@/lib/format";
import { Skeleton } from "../ui/skeleton";
import { occurrenceWords } from "./rule-words";

/** What a schedule that is being typed would mean, or why it cannot be. */
export function NextDates({ schedule }: { schedule: Schedule }) {
  const { t } = useTranslation();
  const preview = useQuery(previewQuery(useDeferredValue(schedule)));
  const zone = preview.data?.timezone ?? "UTC";
  const today = todayIn(zone);
  const faults = preview.error instanceof Problem ? preview.error.fields : [];
  return (
    <section aria-label={t("repeat.next_dates")} className="rounded-lg border bg-muted px-3.5 py-3 dark:bg-card">
      <div className="mb-2 flex items-baseline justify-between gap-3 text-xs text-muted-foreground">
        <h4 className="font-medium">{t("repeat.next_dates")}</h4>
        {preview.data && <span className="truncate">{zone}</span>}
      </div>
      {preview.isPending && (
        <div role="status" aria-label={t("lists.loading")} className="flex flex-col gap-3 py-1.5">
          <Skeleton className="w-56 max-w-full" />
          <Skeleton className="w-52 max-w-full" />
        </div>
      )}
      {preview.isError && (
        <p className="text-destructive-fg" role="alert">
          {faults[0]?.detail ?? t("repeat.next_failed")}
        </p>
      )}
      {preview.isSuccess && preview.data.items.length === 0 && (
        <p className="text-muted-foreground">{t("repeat.none_left")}</p>
      )}
      {preview.isSuccess && preview.data.items.length > 0 && (
        <ol className="grid grid-cols-2 gap-x-4 gap-y-1 tabular-nums">
          {preview.data.items.map((item) => (
            <li key={item.occurrence}>{occurrenceWords(item.occurrence, today)}</li>
          ))}
          {preview.data.more && <li className="text-muted-foreground">{t("repeat.and_more")}</li>}
        </ol>
      )}
    </section>
  );
}
