import { createFileRoute, Outlet } from "@tanstack/react-router";
import { organisations } from "@/api/organisations";
import { OrganisationPage } from "@/features/organisations/organisation-page";

export const Route = createFileRoute("/_app/organisations_/$id")({
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(organisations.one(params.id)),
  component: OrganisationRoute,
});

function OrganisationRoute() {
  const { id } = Route.useParams();
  return (
    <OrganisationPage key={id} id={id}>
      <Outlet />
    </OrganisationPage>
  );
}
