import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button";
import { Dialog, DialogClose, DialogContent, DialogDescription, DialogFooter, DialogTitle } from "../ui/dialog";

type PurgeProps = {
  label: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onPurge: () => Promise<boolean>;
};

/** The one delete that undo cannot serve, so it asks. */
export function PurgeDialog({ label, open, onOpenChange, onPurge }: PurgeProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const purge = async () => {
    setBusy(true);
    if (await onPurge()) onOpenChange(false);
    setBusy(false);
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent>
        <DialogTitle>{t("purge.title", { label })}</DialogTitle>
        <DialogDescription>{t("purge.text")}</DialogDescription>
        <DialogFooter>
          <DialogClose render={<Button variant="ghost" />}>{t("actions.cancel")}</DialogClose>
          <Button variant="destructive" busy={busy && t("purge.busy")} onClick={purge}>
            {t("purge.action")}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
