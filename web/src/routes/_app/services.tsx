import { createFileRoute, Outlet } from "@tanstack/react-router";
import { validateListSearch } from "@/components/data-table/list-search";
import { ServicesPage } from "@/features/services/services-page";

export const Route = createFileRoute("/_app/services")({
  validateSearch: validateListSearch,
  component: ServicesRoute,
});

function ServicesRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ServicesPage search={search} onSearch={(next) => void navigate({ search: next, replace: true })}>
      <Outlet />
    </ServicesPage>
  );
}
