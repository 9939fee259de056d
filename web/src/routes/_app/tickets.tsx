import { createFileRoute, Outlet } from "@tanstack/react-router";
import { validateListSearch } from "@/components/data-table/list-search";
import { TicketsPage } from "@/features/tickets/tickets-page";

export const Route = createFileRoute("/_app/tickets")({
  validateSearch: validateListSearch,
  component: TicketsRoute,
});

function TicketsRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <TicketsPage search={search} onSearch={(next) => void navigate({ search: next, replace: true })}>
      <Outlet />
    </TicketsPage>
  );
}
