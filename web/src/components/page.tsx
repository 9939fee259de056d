import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { useBrand } from "@/api/branding";
import { cn } from "@/lib/classes";

/** Every page: where I am at the left, one primary button at the right, and the sheet below. */
export function Page({ title, parent, beside, actions, children }: PageProps) {
  const { product_name } = useBrand();
  useEffect(() => {
    document.title = `${title} · ${product_name}`;
  }, [title, product_name]);
  return (
    <main id="main" className="flex min-h-0 min-w-0 flex-1 flex-col focus-visible:shadow-none" tabIndex={-1}>
      <header className="flex h-[var(--shell-topbar)] shrink-0 items-center gap-2 border-b pr-3 pl-[var(--shell-gutter)] max-[759px]:h-14 max-[759px]:border-b-0 max-[759px]:pr-2 max-[759px]:pl-4">
        {parent && (
          <>
            <Link {...parent.link} className="shrink-0 text-base text-muted-foreground hover:text-foreground">
              {parent.label}
            </Link>
            <ChevronRight className="size-3.5 shrink-0 text-muted-foreground" aria-hidden />
          </>
        )}
        <h1
          className={cn(
            "min-w-0 truncate text-base font-semibold tracking-[-0.006em]",
            !parent && "max-[759px]:text-[22px] max-[759px]:leading-7 max-[759px]:title-tracking",
          )}
        >
          {title}
        </h1>
        {beside}
        <div className="ml-auto flex shrink-0 items-center gap-2">{actions}</div>
      </header>
      {children}
    </main>
  );
}

type PageProps = {
  title: string;
  parent?: { label: string; link: { to: string } };
  /** What is said of it right beside its name. */
  beside?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
};

/** A definition list as records show it: names at the left in grey. */
export function Facts({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <dl className={cn("grid grid-cols-[88px_minmax(0,1fr)] items-center gap-x-2 gap-y-0.5", className)}>{children}</dl>
  );
}

/** With `field`, as `<id>/<name>`, it stands out for a moment when somebody else changes it. */
export function Fact({ label, field, children }: { label: string; field?: string; children: ReactNode }) {
  return (
    <>
      <dt className="py-[5px] text-muted-foreground">{label}</dt>
      <dd data-field={field} className="flex min-h-[30px] min-w-0 items-center rounded-sm [overflow-wrap:anywhere]">
        {children}
      </dd>
    </>
  );
}

/** Between groups of facts. */
export function FactsLine() {
  return <div className="my-1 h-px shrink-0 bg-border" />;
}

export function SectionTitle({ children, count, action }: { children: ReactNode; count?: number; action?: ReactNode }) {
  return (
    <div className="-mb-1 flex min-h-6 items-center justify-between text-xs font-medium text-muted-foreground">
      <h2>{children}</h2>
      {count !== undefined && <span className="font-normal tabular-nums">{count}</span>}
      {action}
    </div>
  );
}

/** A card beside a record. */
export function RailCard({ title, count, children }: { title: string; count?: ReactNode; children: ReactNode }) {
  return (
    <section className="rounded-lg border bg-card">
      <div className="flex items-center justify-between gap-2 px-3.5 pt-3">
        <h2 className="font-semibold">{title}</h2>
        {count !== undefined && <span className="text-xs text-muted-foreground tabular-nums">{count}</span>}
      </div>
      <div className="px-3.5 pt-2.5 pb-3.5">{children}</div>
    </section>
  );
}
