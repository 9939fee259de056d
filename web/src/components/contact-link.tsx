import { Link } from "@tanstack/react-router";

/** Whose a row is, in a cell: quieter than the name of the row. */
export function ContactLink({ id, name }: { id: string; name: string | null | undefined }) {
  return (
    <Link
      to="/contacts/$id"
      params={{ id }}
      className="rounded-xs text-muted-foreground hover:text-foreground hover:underline"
    >
      {name}
    </Link>
  );
}
