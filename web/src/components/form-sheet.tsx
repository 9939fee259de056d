import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Dialog, SheetContent, SheetHeader } from "./ui/dialog";
import { Skeleton } from "./ui/skeleton";

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

/** What is in the sheet until the form is there. */
export function FormSkeleton() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("lists.loading")} className="flex flex-col gap-7 px-6 py-6 max-[759px]:px-4">
      {["w-24", "w-16", "w-28", "w-20"].map((width) => (
        <span key={width} className="flex flex-col gap-3">
          <Skeleton className={width} />
          <Skeleton className="h-[34px] rounded-sm" />
        </span>
      ))}
    </div>
  );
}
