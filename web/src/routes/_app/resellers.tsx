import { createFileRoute, Outlet } from "@tanstack/react-router";
import { validateListSearch } from "@/components/data-table/list-search";
import { ResellersPage } from "@/features/resellers/resellers-page";

export const Route = createFileRoute("/_app/resellers")({
  validateSearch: validateListSearch,
  component: ResellersRoute,
});

function ResellersRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ResellersPage search={search} onSearch={(next) => void navigate({ search: next, replace: true })}>
      <Outlet />
    </ResellersPage>
  );
}
