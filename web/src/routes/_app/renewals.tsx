import { createFileRoute } from "@tanstack/react-router";
import { validateListSearch } from "@/components/data-table/list-search";
import { RenewalsPage } from "@/features/renewals/renewals-page";

export const Route = createFileRoute("/_app/renewals")({
  validateSearch: validateListSearch,
  component: RenewalsRoute,
});

function RenewalsRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <RenewalsPage search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
