import { MonitorDown } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/page";
import { Button } from "@/components/ui/button";
import { formatBytes, formatCount } from "@/lib/format";
import { readOldBrowserData } from "@/lib/old-browser-data";
import { FileDrop, useSending } from "./file-drop";
import { Notice } from "./import-parts";

/** Where the old WorkTrackr's data comes in: from its files, or straight from this browser. */
export function LegacyPage() {
  const { t } = useTranslation();
  const files = useSending("legacy");
  return (
    <Page title={t("imports.legacy.title")} parent={{ label: t("importing.title"), link: { to: "/import" } }}>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="flex max-w-[760px] flex-col gap-5 px-[var(--shell-gutter)] py-6 max-[759px]:px-4 max-[759px]:pt-2">
          <p className="max-w-[64ch] text-muted-foreground">{t("imports.legacy.text")}</p>
          <ThisBrowser />
          <FileDrop
            {...files}
            title={t("imports.legacy.drop_title")}
            drop={t("imports.legacy.drop")}
            choose={t("imports.legacy.choose")}
            label={t("imports.legacy.file")}
            limits={t("imports.legacy.limits")}
            accept=".json,.txt,.zip,application/json,text/plain,application/zip"
            multiple
          />
        </div>
      </div>
    </Page>
  );
}

/** Offers what the old application left here, if it ran on this origin. */
function ThisBrowser() {
  const { t } = useTranslation();
  const { send, sending, refusal } = useSending("legacy");
  const [found] = useState(readOldBrowserData);
  if (found === null) return null;
  return (
    <section
      aria-label={t("imports.legacy.scan_title")}
      className="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-lg border bg-card p-4"
    >
      <MonitorDown className="size-6 shrink-0 text-muted-foreground" strokeWidth={1.5} aria-hidden />
      <div className="min-w-0 flex-1 basis-64">
        <h2 className="font-semibold">{t("imports.legacy.scan_title")}</h2>
        <p className="text-muted-foreground">
          {t("imports.legacy.scan_text", {
            count: found.keys,
            keys: formatCount(found.keys),
            size: formatBytes(found.file.size),
          })}
        </p>
      </div>
      <Button variant="primary" busy={sending && t("imports.sending")} onClick={() => void send([found.file])}>
        {t("imports.legacy.scan")}
      </Button>
      {refusal && (
        <div className="w-full">
          <Notice tone="destructive" title={t("imports.legacy.not_scanned")}>
            {refusal.reason}
          </Notice>
        </div>
      )}
    </section>
  );
}
