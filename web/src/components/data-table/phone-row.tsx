import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Money } from "../money";

type PhoneRowProps = LinkProps & {
  name: ReactNode;
  amount: string | null;
  /** The second line: what it belongs to, and at its end what else one looks for. */
  under: ReactNode;
  end: ReactNode;
};

/** A row on a phone that is worth something: two lines, the amount at the end of the first. */
export function PhoneRow({ name, amount, under, end, ...link }: PhoneRowProps) {
  return (
    <Link {...link} className="flex min-h-[68px] flex-col justify-center px-4 py-[11px]">
      <span className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate text-[15px] leading-[22px] font-medium">{name}</span>
        <Money amount={amount} className="font-medium" />
      </span>
      <span className="mt-[3px] flex items-center gap-2 text-muted-foreground">
        <span className="min-w-0 flex-1 truncate">{under}</span>
        {end}
      </span>
    </Link>
  );
}
