import { createFileRoute, Outlet } from "@tanstack/react-router";
import { validateListSearch } from "@/components/data-table/list-search";
import { OrganisationsPage } from "@/features/organisations/organisations-page";

export const Route = createFileRoute("/_app/organisations")({
  validateSearch: validateListSearch,
  component: OrganisationsRoute,
});

function OrganisationsRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <OrganisationsPage search={search} onSearch={(next) => void navigate({ search: next, replace: true })}>
      <Outlet />
    </OrganisationsPage>
  );
}
