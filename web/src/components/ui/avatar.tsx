import { cva, type VariantProps } from "class-variance-authority";
import { cn } from "@/lib/classes";

const grounds = ["bg-avatar-1", "bg-avatar-2", "bg-avatar-3", "bg-avatar-4", "bg-avatar-5", "bg-avatar-6"] as const;

const avatarVariants = cva(
  "inline-grid shrink-0 place-items-center align-middle leading-none font-semibold text-avatar-fg select-none",
  {
    variants: {
      size: {
        small: "size-[22px] text-[9.5px]",
        default: "size-7 text-[11px]",
        large: "size-11 text-lg",
      },
      shape: { person: "rounded-full", company: "" },
    },
    compoundVariants: [
      { shape: "company", size: "small", class: "rounded-xs" },
      { shape: "company", size: "default", class: "rounded-sm" },
      { shape: "company", size: "large", class: "rounded-lg" },
    ],
    defaultVariants: { size: "default", shape: "person" },
  },
);

/** A stable, quiet ground per id, so that a person keeps their colour everywhere. */
function ground(id: string): string {
  let sum = 2166136261;
  for (const letter of id) sum = Math.imul(sum ^ letter.charCodeAt(0), 16777619);
  sum = Math.imul(sum ^ (sum >>> 16), 2246822507);
  sum = Math.imul(sum ^ (sum >>> 13), 3266489909);
  return grounds[((sum ^ (sum >>> 16)) >>> 0) % grounds.length] ?? grounds[0];
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = words[0]?.[0] ?? "?";
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? "") : (words[0]?.[1] ?? "");
  return (first + last).toUpperCase();
}

type AvatarProps = VariantProps<typeof avatarVariants> & { id: string; name: string; className?: string };

/** Initials only decorate: the name stands beside it, or in the title where there is no room. */
export function Avatar({ id, name, size, shape, className }: AvatarProps) {
  return (
    <span className={cn(avatarVariants({ size, shape }), ground(id), className)} title={name} aria-hidden>
      {initials(name)}
    </span>
  );
}

export function NoAvatar({ className }: { className?: string }) {
  return (
    <span
      className={cn(
        "inline-block size-[22px] shrink-0 rounded-full border-[1.5px] border-dashed border-input",
        className,
      )}
      aria-hidden
    />
  );
}
