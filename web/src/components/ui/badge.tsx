import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "@/lib/classes";

const badgeVariants = cva(
  "inline-flex h-[22px] shrink-0 items-center gap-[5px] rounded-xs px-[7px] align-middle text-xs font-medium whitespace-nowrap [&_svg]:size-3.5",
  {
    variants: {
      tone: {
        plain: "bg-secondary text-secondary-foreground",
        success: "bg-success-bg text-success-fg",
        warning: "bg-warning-bg text-warning-fg",
        destructive: "bg-destructive-bg text-destructive-fg",
        info: "bg-info-bg text-info-fg",
        "status-open": "bg-status-open-bg text-status-open-fg",
        "status-progress": "bg-status-progress-bg text-status-progress-fg",
        "status-waiting": "bg-status-waiting-bg text-status-waiting-fg",
        "status-resolved": "bg-status-resolved-bg text-status-resolved-fg",
        "status-closed": "bg-status-closed-bg text-status-closed-fg",
      },
    },
    defaultVariants: { tone: "plain" },
  },
);

/** A word that somebody typed: it may be long. */
export function Tag({ children }: { children: string }) {
  return (
    <Badge className="block min-w-0 max-w-full shrink truncate leading-[22px]" title={children}>
      {children}
    </Badge>
  );
}

export type BadgeTone = NonNullable<VariantProps<typeof badgeVariants>["tone"]>;

export function Badge({ tone, className, ...props }: ComponentProps<"span"> & { tone?: BadgeTone | undefined }) {
  return <span className={cn(badgeVariants({ tone }), className)} {...props} />;
}
