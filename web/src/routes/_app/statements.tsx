import { createFileRoute } from "@tanstack/react-router";
import { useMe } from "@/api/session";
import { validateListSearch } from "@/components/data-table/list-search";
import { OwnStatementsPage } from "@/features/reselling/own-statements-page";
import { StatementsPage } from "@/features/statements/statements-page";

export const Route = createFileRoute("/_app/statements")({
  validateSearch: validateListSearch,
  component: StatementsRoute,
});

/** Resellers read their own months here, operators what was settled with all of them. */
function StatementsRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const { user } = useMe();
  const Page = user.role === "reseller" ? OwnStatementsPage : StatementsPage;
  return <Page search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
