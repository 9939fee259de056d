import { createFileRoute, Outlet } from "@tanstack/react-router";
import { resellers } from "@/api/resellers";
import { validateListSearch } from "@/components/data-table/list-search";
import { ResellerPage } from "@/features/resellers/reseller-page";

export const Route = createFileRoute("/_app/resellers_/$id")({
  validateSearch: validateListSearch,
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(resellers.one(params.id)),
  component: ResellerRoute,
});

function ResellerRoute() {
  const { id } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ResellerPage key={id} id={id} search={search} onSearch={(next) => void navigate({ search: next, replace: true })}>
      <Outlet />
    </ResellerPage>
  );
}
