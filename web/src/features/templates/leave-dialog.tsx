import { useBlocker } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogTitle } from "@/components/ui/dialog";

type LeaveProps = { isUnsaved: boolean; leaving: React.RefObject<boolean>; onDiscard: () => void };

/** Asks before unsaved work leaves the screen. It is kept either way, unless it is to be forgotten. */
export function LeaveDialog({ isUnsaved, leaving, onDiscard }: LeaveProps) {
  const { t } = useTranslation();
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => isUnsaved && !leaving.current && current.pathname !== next.pathname,
    enableBeforeUnload: () => isUnsaved,
    withResolver: true,
  });
  return (
    <Dialog open={status === "blocked"} onOpenChange={(open) => !open && reset?.()}>
      <DialogContent>
        <DialogTitle>{t("templates.leave_title")}</DialogTitle>
        <DialogDescription>{t("templates.leave_text")}</DialogDescription>
        <DialogFooter>
          <Button
            variant="ghost"
            className="mr-auto"
            onClick={() => {
              onDiscard();
              proceed?.();
            }}
          >
            {t("templates.discard")}
          </Button>
          <Button onClick={() => reset?.()}>{t("templates.stay")}</Button>
          <Button variant="primary" onClick={() => proceed?.()}>
            {t("templates.leave")}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
