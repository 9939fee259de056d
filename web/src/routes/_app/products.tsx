import { createFileRoute, Outlet } from "@tanstack/react-router";
import { validateListSearch } from "@/components/data-table/list-search";
import { ProductsPage } from "@/features/products/products-page";

export const Route = createFileRoute("/_app/products")({
  validateSearch: validateListSearch,
  component: ProductsRoute,
});

function ProductsRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ProductsPage search={search} onSearch={(next) => void navigate({ search: next, replace: true })}>
      <Outlet />
    </ProductsPage>
  );
}
