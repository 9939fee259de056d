import { createFileRoute } from "@tanstack/react-router";
import { validateListSearch } from "@/components/data-table/list-search";
import { OwnStatementsPage } from "@/features/reselling/own-statements-page";

export const Route = createFileRoute("/_app/statements")({
  validateSearch: validateListSearch,
  component: StatementsRoute,
});

function StatementsRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <OwnStatementsPage search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
