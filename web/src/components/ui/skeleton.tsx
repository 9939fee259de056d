import { cn } from "@/lib/classes";

/** A bar in the shape of what is coming. It waits 150 ms, so that a quick answer never flashes grey. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span className={cn("skeleton-wait block h-2.5 rounded-full", className)} aria-hidden>
      <span className="skeleton-shimmer block size-full rounded-[inherit] bg-secondary" />
    </span>
  );
}
