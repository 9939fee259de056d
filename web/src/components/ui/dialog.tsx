import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/lib/classes";
import { Button } from "./button";

export const Dialog = Base.Root;
export const DialogTitle = ({ className, ...props }: Base.Title.Props) => (
  <Base.Title className={cn("pr-8 text-lg font-semibold title-tracking", className)} {...props} />
);
export const DialogDescription = ({ className, ...props }: Base.Description.Props) => (
  <Base.Description className={cn("text-muted-foreground", className)} {...props} />
);
export const DialogClose = Base.Close;

const backdrop =
  "fixed inset-0 z-[var(--z-dialog)] bg-overlay transition-opacity duration-[var(--duration-base)] data-[ending-style]:opacity-0 data-[starting-style]:opacity-0";

function CloseButton({ className }: { className?: string }) {
  const { t } = useTranslation();
  return (
    <Base.Close
      aria-label={t("actions.close")}
      render={<Button variant="ghost" size="icon" className={cn("absolute top-3 right-3", className)} />}
    >
      <X aria-hidden />
    </Base.Close>
  );
}

/** For choices that undo cannot serve. At most 480 wide; on a phone it rises from the foot. */
export function DialogContent({ className, children, closable = true }: ContentProps) {
  return (
    <Base.Portal>
      <Base.Backdrop className={backdrop} />
      <Base.Popup
        className={cn(
          "fixed top-1/2 left-1/2 z-[var(--z-dialog)] flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-[480px] -translate-x-1/2 -translate-y-1/2 flex-col gap-3 overflow-y-auto rounded-xl bg-popover p-5 text-popover-foreground shadow-dialog outline-none transition-[opacity,scale] duration-[var(--duration-base)] ease-out data-[ending-style]:scale-[0.98] data-[ending-style]:opacity-0 data-[starting-style]:scale-[0.98] data-[starting-style]:opacity-0",
          className,
        )}
      >
        {children}
        {closable && <CloseButton />}
      </Base.Popup>
    </Base.Portal>
  );
}

type ContentProps = { className?: string; children: ReactNode; closable?: boolean };

export function DialogFooter({ className, ...props }: ComponentProps<"div">) {
  return <div className={cn("mt-2 flex flex-wrap justify-end gap-2", className)} {...props} />;
}

/** A side panel over the page; a full-height sheet on a phone. */
export function SheetContent({ className, children }: ContentProps) {
  return (
    <Base.Portal>
      <Base.Backdrop className={backdrop} />
      <Base.Popup
        data-sheet
        className={cn(
          "fixed inset-y-0 right-0 z-[var(--z-dialog)] flex w-full max-w-[528px] flex-col bg-background text-foreground shadow-dialog outline-none transition-transform duration-[var(--duration-base)] ease-out data-[ending-style]:translate-x-full data-[starting-style]:translate-x-full max-[759px]:max-w-none",
          className,
        )}
      >
        {children}
        <CloseButton className="top-[9px] pointer-coarse:top-0.5" />
      </Base.Popup>
    </Base.Portal>
  );
}

export function SheetHeader({ children }: { children: ReactNode }) {
  return <header className="flex h-12 shrink-0 items-center border-b px-6 max-[759px]:px-4">{children}</header>;
}
