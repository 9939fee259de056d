import { createFileRoute, Outlet } from "@tanstack/react-router";
import { validateListSearch } from "@/components/data-table/list-search";
import { SeriesListPage } from "@/features/series/series-list-page";

export const Route = createFileRoute("/_app/series")({
  validateSearch: validateListSearch,
  component: SeriesListRoute,
});

function SeriesListRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <SeriesListPage search={search} onSearch={(next) => void navigate({ search: next, replace: true })}>
      <Outlet />
    </SeriesListPage>
  );
}
