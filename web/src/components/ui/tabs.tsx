import { Tabs as Base } from "@base-ui/react/tabs";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/classes";

/** Looks of tabs that are links: the page's address says which one is on. */
export const tabClass =
  "relative inline-flex h-full shrink-0 items-center gap-1.5 px-2 font-medium whitespace-nowrap text-muted-foreground hover:text-foreground aria-[current]:text-foreground aria-[current]:after:absolute aria-[current]:after:inset-x-2 aria-[current]:after:-bottom-px aria-[current]:after:h-0.5 aria-[current]:after:rounded-t-xs aria-[current]:after:bg-primary";

export function TabRow({ className, ...props }: ComponentProps<"nav">) {
  return (
    <nav
      className={cn(
        "flex h-10 shrink-0 items-stretch gap-0.5 overflow-x-auto overflow-y-hidden border-b px-[calc(var(--shell-gutter)-8px)] [scrollbar-width:none]",
        className,
      )}
      {...props}
    />
  );
}

type SegmentedProps<T extends string> = {
  label: string;
  choices: readonly { value: T; label: ReactNode }[];
  value: T;
  onChange: (value: T) => void;
};

export function Segmented<T extends string>({ label, choices, value, onChange }: SegmentedProps<T>) {
  return (
    <fieldset className="inline-flex shrink-0 rounded-sm bg-secondary p-0.5" aria-label={label}>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={choice.value === value}
          onClick={() => onChange(choice.value)}
          className="inline-flex h-[26px] items-center gap-1.5 rounded-xs px-2.5 font-medium text-muted-foreground hover:text-foreground aria-pressed:bg-card aria-pressed:text-foreground aria-pressed:shadow-[0_0_0_1px_var(--border-strong)] dark:aria-pressed:bg-border-strong dark:aria-pressed:shadow-none pointer-coarse:h-10"
        >
          {choice.label}
        </button>
      ))}
    </fieldset>
  );
}

/** Tabs that show one part of a page and hide the others; the arrows move between them. */
export const Tabs = Base.Root;

export function TabList({ className, ...props }: Base.List.Props) {
  return (
    <Base.List
      activateOnFocus
      className={cn(
        "flex h-10 shrink-0 items-stretch gap-0.5 overflow-x-auto overflow-y-hidden border-b [scrollbar-width:none] pointer-coarse:h-12",
        className,
      )}
      {...props}
    />
  );
}

export function Tab({ count, children, ...props }: Base.Tab.Props & { count?: string | undefined }) {
  return (
    <Base.Tab
      className="relative inline-flex h-full shrink-0 items-center gap-1.5 rounded-sm px-2 font-medium whitespace-nowrap text-muted-foreground hover:text-foreground aria-selected:text-foreground aria-selected:after:absolute aria-selected:after:inset-x-2 aria-selected:after:-bottom-px aria-selected:after:h-0.5 aria-selected:after:rounded-t-xs aria-selected:after:bg-primary"
      {...props}
    >
      {children}
      {count !== undefined && <span className="text-xs font-normal tabular-nums">{count}</span>}
    </Base.Tab>
  );
}

export function TabPanel({ className, ...props }: Base.Panel.Props) {
  return <Base.Panel className={cn("outline-none", className)} {...props} />;
}
