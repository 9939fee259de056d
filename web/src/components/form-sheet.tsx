import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode } from "react";
import { Dialog, SheetContent, SheetHeader } from "./ui/dialog";

/** A form beside its page. The page's address opens it, so closing goes back there. */
export function FormSheet({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <SheetContent>
        <SheetHeader>
          <Base.Title className="text-base font-semibold tracking-[-0.006em]">{title}</Base.Title>
        </SheetHeader>
        {children}
      </SheetContent>
    </Dialog>
  );
}
