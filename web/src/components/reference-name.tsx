import { useQuery } from "@tanstack/react-query";
import { contacts, users } from "@/api/resources";

/** A name for an id, as soon as it is known. */
export function UserName({ id }: { id: string }) {
  const { data } = useQuery({ ...users.one(id), staleTime: 5 * 60_000 });
  return <>{data ? (data.name ?? data.email) : "…"}</>;
}

export function ContactName({ id }: { id: string }) {
  const { data } = useQuery({ ...contacts.one(id), staleTime: 5 * 60_000 });
  return <>{data ? data.name : "…"}</>;
}
