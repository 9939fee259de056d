import { createFileRoute, Outlet } from "@tanstack/react-router";
import { services } from "@/api/services";
import { ServicePage } from "@/features/services/service-page";

export const Route = createFileRoute("/_app/services_/$id")({
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(services.one(params.id)),
  component: ServiceRoute,
});

function ServiceRoute() {
  const { id } = Route.useParams();
  return (
    <ServicePage key={id} id={id}>
      <Outlet />
    </ServicePage>
  );
}
