import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Import } from "@/api/imports";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { tell } from "@/components/toasts";
import { Button } from "@/components/ui/button";
import { formatCount } from "@/lib/format";
import { clearOldBrowserData, readOldBrowserData } from "@/lib/old-browser-data";

/** After this browser's old data came in, it is no longer needed here: nobody takes it away unasked. */
export function ClearBrowser({ row }: { row: Import }) {
  const { t } = useTranslation();
  const [isThere, setThere] = useState(() => readOldBrowserData()?.file.name === row.file_name);
  const [asking, setAsking] = useState(false);
  if (!isThere) return null;
  const problems = row.counts?.skipped ?? 0;
  const only = problems > 0 && t("imports.legacy.clear_only", { count: problems, rows: formatCount(problems) });
  return (
    <section className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border bg-card p-4">
      <p className="min-w-0 flex-1 basis-64 text-muted-foreground">
        {t("imports.legacy.clear_text")} {only}
      </p>
      <Button onClick={() => setAsking(true)}>{t("imports.legacy.clear")}</Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("imports.legacy.clear_title")}
        text={
          <>
            {t("imports.legacy.clear_warning")} {only}
          </>
        }
        action={t("imports.legacy.clear_now")}
        destructive
        onConfirm={async () => {
          clearOldBrowserData();
          setThere(false);
          tell(t("imports.legacy.cleared"));
        }}
      />
    </section>
  );
}
