import { useQuery } from "@tanstack/react-query";
import { organisations } from "@/api/organisations";
import { contacts, products, users } from "@/api/resources";
import type { ReferenceKind } from "./reference-picker";

/** A name for an id, as soon as it is known. */
export function UserName({ id }: { id: string }) {
  const { data } = useQuery({ ...users.one(id), staleTime: 5 * 60_000 });
  return <>{data ? (data.name ?? data.email) : "…"}</>;
}

export function ContactName({ id }: { id: string }) {
  const { data } = useQuery({ ...contacts.one(id), staleTime: 5 * 60_000 });
  return <>{data ? data.name : "…"}</>;
}

export function ProductName({ id }: { id: string }) {
  const { data } = useQuery({ ...products.one(id), staleTime: 5 * 60_000 });
  return <>{data ? data.name : "…"}</>;
}

function OrganisationName({ id }: { id: string }) {
  const { data } = useQuery({ ...organisations.one(id), staleTime: 5 * 60_000 });
  return <>{data ? data.name : "…"}</>;
}

const names = { contact: ContactName, user: UserName, product: ProductName, organisation: OrganisationName };

export function ReferenceName({ kind, id }: { kind: ReferenceKind; id: string }) {
  const Name = names[kind];
  return <Name id={id} />;
}
