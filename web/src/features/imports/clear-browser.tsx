import { useState } from "react";
import { useTranslation } from "react-i18next";
import { tell } from "@/components/toasts";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogTitle,
} from "@/components/ui/dialog";
import { clearOldBrowserData, readOldBrowserData } from "@/lib/old-browser-data";

/** After this browser's old data came in, it is no longer needed here: nobody takes it away unasked. */
export function ClearBrowser() {
  const { t } = useTranslation();
  const [isThere, setThere] = useState(() => readOldBrowserData() !== null);
  const [asking, setAsking] = useState(false);
  if (!isThere) return null;
  return (
    <section className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border bg-card p-4">
      <p className="min-w-0 flex-1 basis-64 text-muted-foreground">{t("imports.legacy.clear_text")}</p>
      <Button onClick={() => setAsking(true)}>{t("imports.legacy.clear")}</Button>
      <Dialog open={asking} onOpenChange={setAsking}>
        <DialogContent>
          <DialogTitle>{t("imports.legacy.clear_title")}</DialogTitle>
          <DialogDescription>{t("imports.legacy.clear_warning")}</DialogDescription>
          <DialogFooter>
            <DialogClose render={<Button variant="ghost" />}>{t("actions.cancel")}</DialogClose>
            <Button
              variant="destructive"
              onClick={() => {
                clearOldBrowserData();
                setAsking(false);
                setThere(false);
                tell(t("imports.legacy.cleared"));
              }}
            >
              {t("imports.legacy.clear_now")}
            </Button>
          </DialogFooter>
        </DialogContent>
      </Dialog>
    </section>
  );
}
