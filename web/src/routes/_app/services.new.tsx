import { createFileRoute } from "@tanstack/react-router";
import { NewServicePanel } from "@/features/services/service-panels";
import { first } from "@/lib/address";

export const Route = createFileRoute("/_app/services/new")({ component: NewServiceRoute });

/** The customer and the product may come with the address, from their own pages. */
function NewServiceRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <NewServicePanel
      contactId={first(search.contact_id)}
      productId={first(search.product_id)}
      onClose={() => void navigate({ to: "/services", search: (current) => current })}
    />
  );
}
