import { createFileRoute, Outlet } from "@tanstack/react-router";
import { products } from "@/api/resources";
import { ProductPage } from "@/features/products/product-page";

export const Route = createFileRoute("/_app/products_/$id")({
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(products.one(params.id)),
  component: ProductRoute,
});

function ProductRoute() {
  const { id } = Route.useParams();
  return (
    <ProductPage key={id} id={id}>
      <Outlet />
    </ProductPage>
  );
}
