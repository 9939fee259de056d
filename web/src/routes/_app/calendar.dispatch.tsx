import { createFileRoute } from "@tanstack/react-router";
import { validateListSearch } from "@/components/data-table/list-search";
import { DispatchPage } from "@/features/bookings/dispatch/dispatch-page";

export const Route = createFileRoute("/_app/calendar/dispatch")({
  validateSearch: validateListSearch,
  component: DispatchRoute,
});

function DispatchRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <DispatchPage search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
