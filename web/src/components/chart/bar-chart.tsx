import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useId, useRef, useState } from "react";
import { cn } from "@/lib/classes";
import { ticks } from "./scale";

export type Bar = {
  key: string;
  /** What stands under it. */
  label: string;
  /** All that it says, for those who do not see it. */
  words: string;
  value: number;
  /** What of the value is filled darker; null where that is not known. */
  part: number | null;
  /** The value as it would be: a dashed outline. */
  changed: number | null;
  /** Not final yet: hatched, with a dashed outline. */
  open?: boolean;
};

type BarChartProps = {
  bars: readonly Bar[];
  label: string;
  axis: (value: number) => string;
  selected: string | undefined;
  onSelect: (key: string) => void;
  /** What is told of the bar that one points at. */
  tip: (key: string) => ReactNode;
  height?: number;
};

const axisWidth = 44;
const footHeight = 24;
const topGap = 8;

/** Bars by month. One tab stop; the arrows walk from bar to bar, and Enter chooses one. */
export function BarChart({ bars, label, axis, selected, onSelect, tip, height = 232 }: BarChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const hatch = useId();
  const [pointed, setPointed] = useState<string | null>(null);
  const [walked, setWalked] = useState<number | null>(null);
  const lines = ticks(Math.max(...bars.flatMap((bar) => [bar.value, bar.changed ?? 0])));
  const top = lines.at(-1) ?? 1;
  const plot = height - footHeight - topGap;
  const y = (value: number) => topGap + plot - (Math.max(0, value) / top) * plot;
  const slot = Math.max(0, width - axisWidth) / Math.max(1, bars.length);
  const barWidth = Math.min(42, slot * 0.64);
  // Until somebody walks, the bar that is chosen has the tab stop, else the first.
  const chosen = bars.findIndex((bar) => bar.key === selected);
  const stop = Math.min(walked ?? Math.max(0, chosen), bars.length - 1);
  const told = bars.findIndex((bar) => bar.key === pointed);

  const walk = (event: KeyboardEvent<HTMLUListElement>) => {
    const to = { ArrowLeft: stop - 1, ArrowRight: stop + 1, Home: 0, End: bars.length - 1 }[event.key];
    if (event.key === "Escape") setPointed(null);
    if (to === undefined || to < 0 || to >= bars.length) return;
    event.preventDefault();
    setWalked(to);
    event.currentTarget.querySelectorAll("button")[to]?.focus();
  };

  return (
    <div ref={frame} className="relative min-w-0" style={{ height }}>
      <svg width={width} height={height} className="absolute inset-0" aria-hidden>
        <Hatch id={hatch} />
        {lines.map((value) => (
          <g key={value}>
            <line x1={axisWidth} x2={width} y1={y(value)} y2={y(value)} stroke="var(--chart-grid)" />
            <text x={0} y={y(value) + 4} className="fill-muted-foreground text-2xs tabular-nums">
              {axis(value)}
            </text>
          </g>
        ))}
        {bars.map((bar, index) => {
          const x = axisWidth + index * slot + (slot - barWidth) / 2;
          const isOn = bar.key === selected || bar.key === pointed;
          return (
            <g key={bar.key}>
              {isOn && (
                <rect
                  x={axisWidth + index * slot + 2}
                  y={topGap - 4}
                  width={Math.max(0, slot - 4)}
                  height={plot + 4}
                  rx={6}
                  fill="var(--accent)"
                />
              )}
              <Column x={x} y={y(bar.value)} width={barWidth} foot={y(0)} fill="var(--chart-soft)" />
              {bar.part !== null && bar.part > 0 && (
                <Column
                  x={x}
                  y={y(bar.part)}
                  width={barWidth}
                  foot={y(0)}
                  fill={bar.open ? `url(#${hatch})` : "var(--chart-1)"}
                  square={bar.part < bar.value}
                />
              )}
              {bar.part !== null && bar.part < 0 && (
                <rect x={x} y={y(0)} width={barWidth} height={3} fill="var(--destructive)" />
              )}
              {bar.open && bar.value > 0 && (
                <rect
                  x={x}
                  y={y(bar.value)}
                  width={barWidth}
                  height={y(0) - y(bar.value)}
                  rx={3}
                  fill="none"
                  stroke="var(--chart-1)"
                  strokeDasharray="3 2.5"
                />
              )}
              {bar.changed !== null && (
                <rect
                  x={x}
                  y={y(bar.changed)}
                  width={barWidth}
                  height={y(0) - y(bar.changed)}
                  rx={3}
                  fill="none"
                  stroke="var(--chart-1)"
                  strokeWidth={1.2}
                  strokeDasharray="3 2.5"
                />
              )}
              <text
                x={x + barWidth / 2}
                y={height - 6}
                textAnchor="middle"
                className={cn("text-2xs", isOn ? "fill-foreground font-semibold" : "fill-muted-foreground")}
              >
                {bar.label}
              </text>
            </g>
          );
        })}
      </svg>
      <ul aria-label={label} className="absolute inset-0 flex" style={{ paddingLeft: axisWidth }} onKeyDown={walk}>
        {bars.map((bar, index) => (
          <li key={bar.key} className="min-w-0 flex-1">
            <button
              type="button"
              className="size-full rounded-sm"
              aria-label={bar.words}
              aria-pressed={bar.key === selected}
              tabIndex={index === stop ? 0 : -1}
              onPointerEnter={() => setPointed(bar.key)}
              onPointerLeave={() => setPointed(null)}
              onFocus={() => {
                setPointed(bar.key);
                setWalked(index);
              }}
              onBlur={() => setPointed(null)}
              onClick={() => onSelect(bar.key)}
            />
          </li>
        ))}
      </ul>
      {told >= 0 && width > 0 && (
        <div
          className="pointer-events-none absolute z-10 w-56 rounded-md bg-popover px-3 py-2 text-xs text-popover-foreground shadow-pop"
          style={{ top: 20, left: tipPlace(axisWidth + told * slot, slot, width) }}
          aria-hidden
        >
          {tip(bars[told]?.key ?? "")}
        </div>
      )}
    </div>
  );
}

/** What is not final yet is striped, so that it reads without colour. */
function Hatch({ id }: { id: string }) {
  return (
    <defs>
      <pattern id={id} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width={6} height={6} fill="var(--chart-soft)" />
        <rect width={3} height={6} fill="var(--chart-1)" />
      </pattern>
    </defs>
  );
}

const tipWidth = 224;

/** Right of the bar, or left of it where there is no room. */
function tipPlace(left: number, slot: number, width: number): number {
  const right = left + slot + 4;
  return right + tipWidth <= width ? right : Math.max(0, left - tipWidth - 4);
}

type ColumnProps = { x: number; y: number; width: number; foot: number; fill: string; square?: boolean };

function Column({ x, y, width, foot, fill, square = false }: ColumnProps) {
  const height = foot - y;
  if (height <= 0 || width <= 0) return null;
  const corner = square ? 0 : Math.min(3, height, width / 2);
  return (
    <path
      d={`M${x} ${foot}V${y + corner}q0 ${-corner} ${corner} ${-corner}h${width - 2 * corner}q${corner} 0 ${corner} ${corner}V${foot}z`}
      fill={fill}
    />
  );
}

function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observed = element.current;
    if (!observed) return;
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    observer.observe(observed);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
