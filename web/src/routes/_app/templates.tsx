import { createFileRoute } from "@tanstack/react-router";
import { validateListSearch } from "@/components/data-table/list-search";
import { TemplatesPage } from "@/features/templates/templates-page";

export const Route = createFileRoute("/_app/templates")({
  validateSearch: validateListSearch,
  component: TemplatesRoute,
});

function TemplatesRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <TemplatesPage search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
