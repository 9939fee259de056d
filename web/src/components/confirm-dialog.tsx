import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./ui/button";
import { Dialog, DialogClose, DialogContent, DialogDescription, DialogFooter, DialogTitle } from "./ui/dialog";

type ConfirmDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  text: ReactNode;
  action: string;
  destructive?: boolean;
  /** Says itself what came of it. */
  onConfirm: () => Promise<unknown>;
  children?: ReactNode;
};

/** For what no undo can take back. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    await props.onConfirm();
    setBusy(false);
    props.onOpenChange(false);
  };
  return (
    <Dialog open={props.open} onOpenChange={props.onOpenChange}>
      <DialogContent>
        <DialogTitle>{props.title}</DialogTitle>
        <DialogDescription>{props.text}</DialogDescription>
        {props.children}
        <DialogFooter>
          <DialogClose render={<Button variant="ghost" />}>{t("actions.cancel")}</DialogClose>
          <Button
            variant={props.destructive ? "destructive" : "primary"}
            busy={busy && t("actions.saving")}
            onClick={() => void confirm()}
          >
            {props.action}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
