import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { buttonVariants } from "./ui/button";
import { Kbd } from "./ui/kbd";

/** The one primary button of a list. On a phone the bottom bar has it. */
export function CreateButton({
  to,
  label,
  keys,
  always = false,
}: {
  to: string;
  label: string;
  keys?: string;
  always?: boolean;
}) {
  return (
    <Link to={to} className={buttonVariants({ variant: "primary", className: always ? "" : "max-[759px]:hidden" })}>
      <Plus aria-hidden />
      {label}
      {keys && (
        <Kbd className="border-[color-mix(in_oklch,currentColor_45%,transparent)] bg-transparent text-inherit">
          {keys}
        </Kbd>
      )}
    </Link>
  );
}
