import { useLayoutEffect } from "react";
import { type Brand, useBrand } from "@/api/branding";
import { paintBrand } from "@/lib/brand-colors";
import { cn } from "@/lib/classes";
import { Logo } from "./ui/glyphs";

/** Colours the whole page before it is painted. */
export function useBrandColors(): void {
  const { accent } = useBrand();
  useLayoutEffect(() => paintBrand(document.documentElement, accent), [accent]);
}

/** A logo so wide says the name itself. */
export function isWordmark({ logo }: Brand): boolean {
  return logo !== null && logo.width > logo.height * 1.7;
}

/** The sign of a brand: its logo, else the first letter of its name, else ours. `square` when there is no room for more. */
export function BrandMark({ brand, square = false, className }: MarkProps) {
  if (brand.logo && !(square && isWordmark(brand))) {
    const { url, width, height } = brand.logo;
    return (
      <img
        src={url}
        width={width}
        height={height}
        alt={isWordmark(brand) ? brand.product_name : ""}
        className={cn("h-[22px] w-auto min-w-0 max-w-[150px] shrink-0 object-contain object-left", className)}
      />
    );
  }
  if (brand.product_name === "WorkTrackr") return <Logo className={className} />;
  return (
    <span
      aria-hidden
      className={cn(
        "grid size-[22px] shrink-0 place-items-center rounded-[5px] bg-primary text-xs leading-none font-semibold text-primary-foreground",
        className,
      )}
    >
      {[...brand.product_name][0]?.toUpperCase()}
    </span>
  );
}

type MarkProps = { brand: Brand; square?: boolean; className?: string | undefined };
