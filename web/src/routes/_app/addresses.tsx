import { createFileRoute } from "@tanstack/react-router";
import { allBrandHostsQuery } from "@/api/branding";
import { AddressesPage } from "@/features/branding/addresses-page";

export const Route = createFileRoute("/_app/addresses")({
  loader: ({ context }) => void context.queryClient.prefetchQuery(allBrandHostsQuery),
  component: AddressesPage,
});
