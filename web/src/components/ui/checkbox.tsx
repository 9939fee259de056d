import { Checkbox as Base } from "@base-ui/react/checkbox";
import { Check, Minus } from "lucide-react";
import { cn } from "@/lib/classes";

/** 16 px to see, 24 px to hit. */
export function Checkbox({ className, ...props }: Base.Root.Props) {
  return (
    <Base.Root
      className={cn(
        "relative inline-grid size-4 shrink-0 place-items-center rounded-xs border-[1.5px] border-input bg-card text-primary-foreground after:absolute after:-inset-1 pointer-coarse:after:-inset-3.5 data-[checked]:border-primary data-[checked]:bg-primary data-[indeterminate]:border-primary data-[indeterminate]:bg-primary",
        className,
      )}
      {...props}
    >
      <Base.Indicator className="grid place-items-center data-[unchecked]:hidden">
        {props.indeterminate ? (
          <Minus className="size-3" strokeWidth={2.6} aria-hidden />
        ) : (
          <Check className="size-3" strokeWidth={2.6} aria-hidden />
        )}
      </Base.Indicator>
    </Base.Root>
  );
}
