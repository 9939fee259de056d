import type { ReactNode } from "react";
import { cn } from "@/lib/classes";

/** Shapes that mean something without their colour. The names are the colour tokens that the API answers. */
type Drawing = { colour: string; shape: ReactNode };

const bars = (lit: number) => (
  <>
    <rect x="1.5" y="8.5" width="3" height="4" rx="1" fill="currentColor" />
    <rect x="5.5" y="5.5" width="3" height="7" rx="1" fill={lit > 1 ? "currentColor" : "var(--priority-off)"} />
    <rect x="9.5" y="2.5" width="3" height="10" rx="1" fill={lit > 2 ? "currentColor" : "var(--priority-off)"} />
  </>
);

const ring = <circle cx="7" cy="7" r="5.2" fill="none" stroke="currentColor" strokeWidth="1.6" />;
const disc = <circle cx="7" cy="7" r="6" fill="currentColor" />;

const drawings: Record<string, Drawing> = {
  "status-open": { colour: "text-status-open", shape: ring },
  "status-progress": {
    colour: "text-status-progress",
    shape: (
      <>
        {ring}
        <path d="M7 4a3 3 0 0 1 0 6z" fill="currentColor" />
      </>
    ),
  },
  "status-waiting": {
    colour: "text-status-waiting",
    shape: (
      <>
        <circle cx="7" cy="7" r="5.2" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="2.7 1.4" />
        <path d="M5.6 5v4M8.4 5v4" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
      </>
    ),
  },
  "status-resolved": {
    colour: "text-status-resolved",
    shape: (
      <>
        {disc}
        <path
          d="m4.4 7.2 1.8 1.8 3.4-3.8"
          fill="none"
          stroke="var(--background)"
          strokeWidth="1.6"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </>
    ),
  },
  "status-closed": {
    colour: "text-status-closed",
    shape: (
      <>
        {disc}
        <path d="M4.6 7h4.8" stroke="var(--background)" strokeWidth="1.6" strokeLinecap="round" />
      </>
    ),
  },
  "priority-low": { colour: "text-priority-low", shape: bars(1) },
  "priority-medium": { colour: "text-priority-medium", shape: bars(2) },
  "priority-high": { colour: "text-priority-high", shape: bars(3) },
  "priority-urgent": {
    colour: "text-priority-urgent",
    shape: (
      <>
        <rect x="1" y="1" width="12" height="12" rx="3" fill="currentColor" />
        <path d="M7 3.8v3.6M7 10h.01" stroke="var(--background)" strokeWidth="1.7" strokeLinecap="round" />
      </>
    ),
  },
};

const line = (path: string) => (
  <path d={path} fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" />
);

/** Kinds of events: a receiver, two people, an arrow back, a round of arrows, a page. */
const events: Record<string, Drawing> = {
  "event-call": {
    colour: "text-event-call",
    shape: line("M4.6 1.8 2.6 2.6C2.4 7 7 11.6 11.4 11.4l.8-2-2.6-1.5-1.2 1.1C7 8.4 5.6 7 5 5.6l1.1-1.2z"),
  },
  "event-meeting": {
    colour: "text-event-meeting",
    shape: (
      <>
        <circle cx="5" cy="4.4" r="2.1" fill="none" stroke="currentColor" strokeWidth="1.4" />
        {line("M1.3 11.8c0-2.3 1.6-3.7 3.7-3.7s3.7 1.4 3.7 3.7M9.3 2.5a2 2 0 0 1 0 3.8M10.4 8.4c1.5.5 2.3 1.7 2.3 3.4")}
      </>
    ),
  },
  "event-follow-up": { colour: "text-event-follow-up", shape: line("M2 2.5v3.3c0 1.6 1 2.6 2.6 2.6H12M9 5.4l3 3-3 3") },
  "event-renewal": {
    colour: "text-event-renewal",
    shape: line("M2.2 6.2A5 5 0 0 1 11 4.1M11.2 1.6v2.7H8.5M11.8 7.8A5 5 0 0 1 3 9.9M2.8 12.4V9.7h2.7"),
  },
  "event-other": {
    colour: "text-event-other",
    shape: (
      <>
        <rect x="2" y="2.6" width="10" height="9.4" rx="1.8" fill="none" stroke="currentColor" strokeWidth="1.4" />
        {line("M2 5.8h10M5 1.4v2.2M9 1.4v2.2")}
      </>
    ),
  },
};

const tick = (
  <path
    d="m2.8 7.4 2.8 2.8 5.6-6.3"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.5"
    strokeLinecap="round"
    strokeLinejoin="round"
  />
);

const signs: Record<string, Drawing> = {
  success: { colour: "text-success", shape: tick },
  warning: {
    colour: "text-warning",
    shape: (
      <path
        d="M7 2 12.4 11.4H1.6zM7 5.8v2.4M7 9.9h.01"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    ),
  },
  info: {
    colour: "text-info",
    shape: (
      <>
        {ring}
        <path d="M7 4.4V7l1.8 1.2" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
      </>
    ),
  },
  destructive: {
    colour: "text-destructive",
    shape: (
      <>
        {ring}
        <path d="m5 5 4 4M9 5l-4 4" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
      </>
    ),
  },
};

export function Glyph({ name, className, label }: { name: string; className?: string; label?: string }) {
  const drawing = drawings[name] ?? events[name] ?? signs[name];
  if (!drawing) return null;
  const size = cn("size-3.5 shrink-0", drawing.colour, className);
  return label ? (
    <svg viewBox="0 0 14 14" className={size} role="img" aria-label={label}>
      <title>{label}</title>
      {drawing.shape}
    </svg>
  ) : (
    <svg viewBox="0 0 14 14" className={size} aria-hidden>
      {drawing.shape}
    </svg>
  );
}

/** The logo is a stub too. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 22 22" className={cn("size-[22px] shrink-0", className)} aria-hidden>
      <path
        d="M4.5 0h13A4.5 4.5 0 0 1 22 4.5v3.7a2.8 2.8 0 0 0 0 5.6v3.7a4.5 4.5 0 0 1-4.5 4.5h-13A4.5 4.5 0 0 1 0 17.5v-3.7a2.8 2.8 0 0 0 0-5.6V4.5A4.5 4.5 0 0 1 4.5 0z"
        fill="var(--primary)"
      />
      <path
        d="m5 9.2 2.7 4.6 3.3-6.3 2.7 6.3 3.6-6.8"
        fill="none"
        stroke="var(--primary-foreground)"
        strokeWidth="1.9"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** Two stubs, for places where nothing lies yet. */
export function StubDrawing() {
  return (
    <svg width="176" height="104" viewBox="0 0 176 104" aria-hidden>
      <g fill="var(--card)" stroke="var(--border-strong)" strokeWidth="1.5">
        <path
          d="M30 10h104a6 6 0 0 1 6 6v10a6 6 0 0 0 0 12v10a6 6 0 0 1-6 6H30a6 6 0 0 1-6-6V38a6 6 0 0 0 0-12V16a6 6 0 0 1 6-6z"
          transform="rotate(-5 82 32)"
        />
        <path d="M42 46h104a6 6 0 0 1 6 6v10a6 6 0 0 0 0 12v10a6 6 0 0 1-6 6H42a6 6 0 0 1-6-6V74a6 6 0 0 0 0-12V52a6 6 0 0 1 6-6z" />
      </g>
      <circle cx="56" cy="68" r="7" fill="none" stroke="var(--primary)" strokeWidth="2" />
      <path d="M74 63h46M74 74h28" stroke="var(--border-strong)" strokeWidth="4" strokeLinecap="round" />
      <path d="M132 52v32" stroke="var(--border-strong)" strokeWidth="1.5" strokeDasharray="3 4" />
    </svg>
  );
}
