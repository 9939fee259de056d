import type { ComponentProps } from "react";
import { cn } from "@/lib/classes";

/** A key cap. Touch screens have no keys, so they see none. */
export function Kbd({ className, ...props }: ComponentProps<"kbd">) {
  return (
    <kbd
      className={cn(
        "inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-xs border border-border-strong bg-muted px-1 font-sans text-2xs leading-none font-medium text-muted-foreground pointer-coarse:hidden",
        className,
      )}
      {...props}
    />
  );
}
