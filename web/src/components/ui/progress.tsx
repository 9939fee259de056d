import { cn } from "@/lib/classes";

/** How far something is, of one; it says so in percent to those who cannot see the bar. */
export function Progress({ label, value, className }: { label: string; value: number; className?: string }) {
  const percent = Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={cn("h-2 overflow-hidden rounded-full bg-secondary", className)}
    >
      <div
        className="h-full rounded-full bg-primary transition-[width] duration-[var(--duration-base)] ease-out"
        style={{ width: `${percent}%` }}
      />
    </div>
  );
}
