import { Popover as Base } from "@base-ui/react/popover";
import type { ComponentProps } from "react";
import { cn } from "@/lib/classes";
import { popupSurface } from "./menu";

export const Popover = Base.Root;
export const PopoverTrigger = Base.Trigger;

type ContentProps = ComponentProps<"div"> &
  Pick<Base.Positioner.Props, "align" | "side"> & {
    /** What it stands beside, when no trigger opened it. */
    anchor?: Element | null;
  };

export function PopoverContent({ className, align = "start", side = "bottom", anchor, children }: ContentProps) {
  return (
    <Base.Portal>
      <Base.Positioner
        align={align}
        side={side}
        sideOffset={4}
        className="z-[var(--z-dialog)]"
        {...(anchor !== undefined && { anchor })}
      >
        <Base.Popup className={cn(popupSurface, "w-64 p-2", className)}>{children}</Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
}
