import { createFileRoute, Outlet } from "@tanstack/react-router";
import { validateListSearch } from "@/components/data-table/list-search";
import { UsersPage } from "@/features/users/users-page";

export const Route = createFileRoute("/_app/settings/users")({
  validateSearch: validateListSearch,
  component: UsersRoute,
});

function UsersRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <UsersPage search={search} onSearch={(next) => void navigate({ search: next, replace: true })}>
      <Outlet />
    </UsersPage>
  );
}
