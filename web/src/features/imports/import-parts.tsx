import { Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Import, ImportResource } from "@/api/imports";
import type { BadgeTone } from "@/components/ui/badge";
import { cn } from "@/lib/classes";

export const statusTones: Record<Import["status"], BadgeTone> = {
  uploaded: "plain",
  previewing: "info",
  previewed: "info",
  importing: "info",
  imported: "success",
  failed: "destructive",
  undone: "plain",
};

export const listOf: Record<ImportResource, "/contacts" | "/products" | "/tickets"> = {
  contacts: "/contacts",
  products: "/products",
  tickets: "/tickets",
  legacy: "/contacts",
};

export function isDone(row: Pick<Import, "status">): boolean {
  return row.status === "imported" || row.status === "undone";
}

const looks = {
  destructive: { box: "bg-destructive-bg text-destructive-fg", icon: TriangleAlert, role: "alert" },
  warning: { box: "bg-warning-bg text-warning-fg", icon: TriangleAlert, role: "status" },
  info: { box: "bg-info-bg text-info-fg", icon: Info, role: "status" },
} as const;

type NoticeProps = { tone: keyof typeof looks; title?: string; children: ReactNode };

/** What must not be missed, said once and where it belongs. */
export function Notice({ tone, title, children }: NoticeProps) {
  const { box, icon: Icon, role } = looks[tone];
  return (
    <div role={role} className={cn("flex items-start gap-2.5 rounded-md px-3 py-2.5", box)}>
      <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
      <div className="min-w-0 [overflow-wrap:anywhere]">
        {title && <p className="font-semibold">{title}</p>}
        <p>{children}</p>
      </div>
    </div>
  );
}
