import { createFileRoute } from "@tanstack/react-router";
import { EditProductPanel } from "@/features/products/product-panels";

export const Route = createFileRoute("/_app/products_/$id/edit")({ component: EditProductRoute });

function EditProductRoute() {
  const { id } = Route.useParams();
  const navigate = Route.useNavigate();
  return <EditProductPanel id={id} onClose={() => void navigate({ to: "/products/$id", params: { id } })} />;
}
