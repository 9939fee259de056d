import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogTitle } from "@/components/ui/dialog";

type SecretProps = { value: string | null; title: string; text: string; doneLabel: string; onClose: () => void };

/** A secret that is seen once: only its own button closes it. */
export function SecretDialog({ value, title, text, doneLabel, onClose }: SecretProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value ?? "");
    setCopied(true);
  };
  return (
    <Dialog open={value !== null} disablePointerDismissal>
      <DialogContent closable={false}>
        <DialogTitle>{title}</DialogTitle>
        <DialogDescription>{text}</DialogDescription>
        <div className="flex items-center gap-2">
          <code className="min-w-0 flex-1 rounded-sm border bg-muted px-2.5 py-2 font-mono text-xs [overflow-wrap:anywhere] select-all">
            {value}
          </code>
          <Button onClick={() => void copy()}>
            {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
            {copied ? t("actions.copied") : t("actions.copy")}
          </Button>
        </div>
        <DialogFooter>
          <Button
            variant="primary"
            onClick={() => {
              setCopied(false);
              onClose();
            }}
          >
            {doneLabel}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
