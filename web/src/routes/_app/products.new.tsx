import { createFileRoute } from "@tanstack/react-router";
import { NewProductPanel } from "@/features/products/product-panels";

export const Route = createFileRoute("/_app/products/new")({ component: NewProductRoute });

function NewProductRoute() {
  const navigate = Route.useNavigate();
  return <NewProductPanel onClose={() => void navigate({ to: "/products", search: (search) => search })} />;
}
