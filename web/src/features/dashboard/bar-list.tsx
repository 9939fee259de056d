import type { ReactNode } from "react";
import { cn } from "@/lib/classes";

type Bar = {
  key: string;
  label: ReactNode;
  /** What the length of the bar stands for. */
  size: number;
  value: ReactNode;
  wrap?: (row: ReactNode) => ReactNode;
};

/** Amounts side by side: each has its name and its number, and a bar as long as its share of the largest. */
export function BarList({ label, bars }: { label: string; bars: readonly Bar[] }) {
  const largest = Math.max(0, ...bars.map((bar) => bar.size));
  return (
    <ol aria-label={label} className="flex flex-col">
      {bars.map(({ key, label: name, size, value, wrap = (row) => row }) => (
        <li key={key}>
          {wrap(
            <span className="grid min-h-[26px] grid-cols-[92px_minmax(0,1fr)_auto] items-center gap-3 rounded-xs px-1 pointer-coarse:min-h-11">
              <span className="truncate text-muted-foreground">{name}</span>
              <span className="h-3.5" aria-hidden>
                <span
                  className={cn("block h-full rounded-[2px] bg-primary", size === 0 && "bg-border")}
                  style={{ width: largest === 0 ? 2 : `max(2px, ${(100 * size) / largest}%)` }}
                />
              </span>
              <span className="min-w-20 text-right tabular-nums">{value}</span>
            </span>,
          )}
        </li>
      ))}
    </ol>
  );
}
