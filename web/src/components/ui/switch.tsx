import { Switch as Base } from "@base-ui/react/switch";
import { cn } from "@/lib/classes";

export function Switch({ className, ...props }: Base.Root.Props) {
  return (
    <Base.Root
      className={cn(
        "relative inline-flex h-[18px] w-[30px] shrink-0 items-center rounded-full bg-input px-0.5 transition-colors duration-[var(--duration-fast)] after:absolute after:-inset-[3px] data-[checked]:bg-primary data-[disabled]:opacity-60",
        className,
      )}
      {...props}
    >
      <Base.Thumb className="size-3.5 rounded-full bg-card transition-transform duration-[var(--duration-fast)] ease-out data-[checked]:translate-x-3" />
    </Base.Root>
  );
}
