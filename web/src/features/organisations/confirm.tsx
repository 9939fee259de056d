import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogTitle,
} from "@/components/ui/dialog";

type ConfirmProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  text: ReactNode;
  act: string;
  onAct: () => void;
};

/** Asked before what stops the work of a whole organisation. */
export function Confirm({ open, onClose, title, text, act, onAct }: ConfirmProps) {
  const { t } = useTranslation();
  return (
    <Dialog open={open} onOpenChange={(next) => !next && onClose()}>
      <DialogContent>
        <DialogTitle>{title}</DialogTitle>
        <DialogDescription>{text}</DialogDescription>
        <DialogFooter>
          <DialogClose render={<Button variant="ghost" />}>{t("actions.cancel")}</DialogClose>
          <Button
            variant="destructive"
            onClick={() => {
              onClose();
              onAct();
            }}
          >
            {act}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
