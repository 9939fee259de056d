import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

const merge = extendTailwindMerge({
  extend: { classGroups: { "font-size": [{ text: ["2xs", "xs", "sm", "base", "lg", "xl", "3xl"] }] } },
});

/** Joins class names; where two of them fight, the later one wins. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
