import { TriangleAlert } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/classes";

export function FieldSet({ legend, children, action }: { legend: string; children: ReactNode; action?: ReactNode }) {
  return (
    <fieldset
      aria-label={legend}
      className="flex min-w-0 flex-col gap-4 border-t pt-4 [&:first-child]:border-0 [&:first-child]:pt-0"
    >
      <div className="flex min-h-[26px] items-center justify-between">
        <h3 className="text-xs font-medium text-muted-foreground">{legend}</h3>
        {action}
      </div>
      {children}
    </fieldset>
  );
}

export function Field({ className, ...props }: ComponentProps<"div">) {
  return <div className={cn("flex min-w-0 flex-1 flex-col gap-1.5", className)} {...props} />;
}

export function FieldLabel({
  className,
  required,
  children,
  ...props
}: ComponentProps<"label"> & { required?: boolean }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the caller passes htmlFor.
    <label className={cn("flex items-center gap-1 font-medium", required && star, className)} {...props}>
      {children}
    </label>
  );
}

/** The star is for the eye: the field itself says that it is required. */
const star = "after:text-destructive-fg after:[content:'*'_/_''] group-data-[large]/form:after:hidden";

export function FieldDescription({ className, ...props }: ComponentProps<"p">) {
  return <p className={cn("text-xs text-muted-foreground", className)} {...props} />;
}

/** Says what to change. Announced when it appears. */
export function FieldError({ className, children, ...props }: ComponentProps<"p">) {
  if (!children) return null;
  return (
    <p className={cn("flex items-start gap-1 text-xs text-destructive-fg", className)} role="alert" {...props}>
      <TriangleAlert className="mt-px size-3.5 shrink-0" aria-hidden />
      <span>{children}</span>
    </p>
  );
}
