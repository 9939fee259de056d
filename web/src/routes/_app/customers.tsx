import { createFileRoute, Outlet } from "@tanstack/react-router";
import { invitationsQuery, resellerDashboardQuery } from "@/api/reselling";
import { validateListSearch } from "@/components/data-table/list-search";
import { CustomersPage } from "@/features/reselling/customers-page";

export const Route = createFileRoute("/_app/customers")({
  validateSearch: validateListSearch,
  loader: ({ context }) => {
    void context.queryClient.prefetchQuery(resellerDashboardQuery);
    void context.queryClient.prefetchQuery(invitationsQuery);
  },
  component: CustomersRoute,
});

function CustomersRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <CustomersPage search={search} onSearch={(next) => void navigate({ search: next, replace: true })}>
      <Outlet />
    </CustomersPage>
  );
}
