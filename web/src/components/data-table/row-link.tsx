import { Link, type LinkProps } from "@tanstack/react-router";
import { useIsTrash } from "./trash-context";

/** The name of a row leads to its record; in the trash there is none to lead to. */
export function RowLink({ children, ...props }: LinkProps & { children: string }) {
  const isTrash = useIsTrash();
  if (isTrash) return <span className="min-w-0 truncate font-medium">{children}</span>;
  return (
    <Link {...props} className="min-w-0 truncate rounded-xs font-medium hover:underline">
      {children}
    </Link>
  );
}
