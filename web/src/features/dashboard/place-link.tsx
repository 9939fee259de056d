import { Link, useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";

type PlaceProps = { to: string; search?: Record<string, string | string[]>; className?: string; children: ReactNode };

/** A link to another part of the product; where that part has no page here, it is what it says and no link. */
export function PlaceLink({ to, search = {}, className, children }: PlaceProps) {
  const { routesByPath } = useRouter();
  if (!(to in routesByPath)) return <div className={className}>{children}</div>;
  return (
    <Link to={to} search={search} className={className}>
      {children}
    </Link>
  );
}
