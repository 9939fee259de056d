import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/classes";

const variants = cva(
  "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-sm border border-transparent font-medium whitespace-nowrap select-none transition-colors duration-[var(--duration-instant)] disabled:pointer-events-none disabled:border-transparent disabled:bg-secondary disabled:text-muted-foreground disabled:shadow-none aria-disabled:cursor-not-allowed aria-disabled:bg-secondary aria-disabled:text-muted-foreground [&_svg]:size-[15px] [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "bg-primary text-primary-foreground hover:bg-primary-hover",
        outline:
          "border-border-strong bg-card text-foreground shadow-xs hover:bg-accent hover:text-accent-foreground data-[popup-open]:bg-accent",
        secondary: "bg-secondary text-secondary-foreground hover:bg-accent hover:text-accent-foreground",
        ghost:
          "text-muted-foreground hover:bg-accent hover:text-accent-foreground data-[popup-open]:bg-accent data-[popup-open]:text-accent-foreground disabled:bg-transparent",
        quiet: "text-foreground hover:bg-accent hover:text-accent-foreground data-[popup-open]:bg-accent",
        destructive: "bg-destructive text-destructive-foreground hover:bg-destructive-fg dark:hover:bg-destructive-fg",
        link: "h-auto! px-0! text-link underline-offset-2 hover:underline",
      },
      size: {
        default: "h-[30px] px-2.5 pointer-coarse:h-11 pointer-coarse:px-3.5",
        small: "h-[26px] px-2 text-xs pointer-coarse:h-9 [&_svg]:size-3.5",
        large: "h-10 px-4 text-base pointer-coarse:h-11",
        icon: "size-[30px] pointer-coarse:size-11 [&_svg]:size-4",
        "icon-small": "size-[26px] pointer-coarse:size-9 [&_svg]:size-3.5",
      },
    },
    defaultVariants: { variant: "outline", size: "default" },
  },
);

type Variants = VariantProps<typeof variants>;

/** For links that look like buttons. */
export function buttonVariants({ className, ...look }: Variants & { className?: string | undefined } = {}): string {
  return cn(variants(look), className);
}

type ButtonProps = ComponentProps<"button"> &
  Variants & {
    /** What the button is doing right now, such as "Saving". It keeps its width and cannot be pressed again. */
    busy?: ReactNode;
  };

export function Button({ className, variant, size, busy, disabled, children, type = "button", ...props }: ButtonProps) {
  const isBusy = busy !== undefined && busy !== false && busy !== null;
  return (
    <button
      type={type}
      className={cn(variants({ variant, size }), isBusy && "relative", className)}
      disabled={disabled}
      aria-busy={isBusy || undefined}
      {...props}
      {...(isBusy && { onClick: (event) => event.preventDefault() })}
    >
      {isBusy ? (
        <>
          <LoaderCircle className="busy-spin" aria-hidden />
          {busy}
        </>
      ) : (
        children
      )}
    </button>
  );
}
