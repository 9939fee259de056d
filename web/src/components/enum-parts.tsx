import { choiceOf, useEnum } from "@/api/meta";
import { cn } from "@/lib/classes";
import { Badge, type BadgeTone } from "./ui/badge";
import { Glyph } from "./ui/glyphs";

const tones: Record<string, BadgeTone> = {
  success: "success",
  warning: "warning",
  info: "info",
  destructive: "destructive",
  "status-open": "status-open",
  "status-progress": "status-progress",
  "status-waiting": "status-waiting",
  "status-resolved": "status-resolved",
  "status-closed": "status-closed",
};

/** A member of a closed set as glyph and word, calm enough for a cell. */
export function EnumText({ name, value, className }: { name: string; value: string; className?: string }) {
  const choice = choiceOf(useEnum(name), value);
  return (
    <span className={cn("inline-flex min-w-0 items-center gap-1.5", className)}>
      {choice.color && <Glyph name={choice.color} />}
      <span className="truncate">{choice.label}</span>
    </span>
  );
}

/** The same on a tint, for records and headers. */
export function EnumBadge({ name, value }: { name: string; value: string }) {
  const choice = choiceOf(useEnum(name), value);
  return (
    <Badge tone={choice.color ? tones[choice.color] : undefined}>
      {choice.color && <Glyph name={choice.color} />}
      {choice.label}
    </Badge>
  );
}

export function EnumGlyph({ name, value, className }: { name: string; value: string; className?: string }) {
  const choice = choiceOf(useEnum(name), value);
  return choice.color ? <Glyph name={choice.color} label={choice.label} {...(className && { className })} /> : null;
}
