import { queryOptions } from "@tanstack/react-query";
import { answer, api, asked } from "./client";

/** Under the products' own key: whatever changes one of them counts anew. */
export const categoriesQuery = queryOptions({
  queryKey: ["products", "categories"],
  queryFn: ({ signal }) => answer(api.GET("/api/products/categories", { signal })),
  staleTime: 30_000,
});

/** Which services customers have of a product: the newest few that run, and how many there are. */
export function usesQuery(productId: string) {
  const query = { product_id: productId, status: "Active", limit: "6", total: "true" };
  return queryOptions({
    queryKey: ["customer_services", "uses", productId],
    queryFn: ({ signal }) => answer(api.GET("/api/customer_services", { signal, querySerializer: asked(query) })),
    staleTime: 30_000,
  });
}
