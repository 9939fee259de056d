import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/classes";
import { Kbd } from "./kbd";

export const Menu = Base.Root;
export const MenuTrigger = Base.Trigger;
export const MenuGroup = Base.Group;
export const MenuRadioGroup = Base.RadioGroup;

const item =
  "flex h-[30px] w-full items-center gap-2 rounded-xs px-2 text-left outline-none select-none focus-visible:shadow-none data-[disabled]:text-muted-foreground data-[highlighted]:bg-accent data-[highlighted]:text-accent-foreground pointer-coarse:h-11 [&_svg]:shrink-0";

export const popupSurface =
  "pop-motion rounded-md bg-popover p-1 text-popover-foreground shadow-pop outline-none max-h-[var(--available-height)] overflow-y-auto overscroll-contain";

type ContentProps = ComponentProps<"div"> & Pick<Base.Positioner.Props, "align" | "side" | "sideOffset">;

export function MenuContent({
  className,
  align = "start",
  side = "bottom",
  sideOffset = 4,
  onKeyDownCapture,
  children,
}: ContentProps) {
  return (
    <Base.Portal>
      <Base.Positioner align={align} side={side} sideOffset={sideOffset} className="z-[var(--z-dialog)]">
        <Base.Popup className={cn(popupSurface, "min-w-48", className)} onKeyDownCapture={onKeyDownCapture}>
          {children}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
}

type ItemProps = Base.Item.Props & { keys?: string | undefined; destructive?: boolean };

export function MenuItem({ className, keys, destructive = false, children, ...props }: ItemProps) {
  return (
    <Base.Item
      className={cn(item, destructive && "text-destructive-fg data-[highlighted]:text-destructive-fg", className)}
      {...props}
    >
      {children}
      {keys && <Kbd className="ml-auto">{keys}</Kbd>}
    </Base.Item>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return (
    <Base.GroupLabel className="px-2 pt-2 pb-1 text-2xs font-medium text-muted-foreground">{children}</Base.GroupLabel>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="-mx-1 my-1 h-px bg-border" />;
}

export function MenuCheckboxItem({ className, children, ...props }: Base.CheckboxItem.Props) {
  return (
    <Base.CheckboxItem className={cn(item, className)} closeOnClick={false} {...props}>
      {children}
      <span className="ml-auto grid size-4 place-items-center text-primary">
        <Base.CheckboxItemIndicator>
          <Check className="size-3.5" aria-hidden />
        </Base.CheckboxItemIndicator>
      </span>
    </Base.CheckboxItem>
  );
}

export function MenuRadioItem({
  className,
  keys,
  children,
  ...props
}: Base.RadioItem.Props & { keys?: string | undefined }) {
  return (
    <Base.RadioItem className={cn(item, className)} closeOnClick {...props}>
      {children}
      <span className="ml-auto flex items-center gap-1.5 pl-3 text-primary">
        <Base.RadioItemIndicator>
          <Check className="size-3.5" aria-hidden />
        </Base.RadioItemIndicator>
        {keys && <Kbd>{keys}</Kbd>}
      </span>
    </Base.RadioItem>
  );
}
