import { createFileRoute } from "@tanstack/react-router";
import { ticketTemplates } from "@/api/templates";
import { TemplatePage } from "@/features/templates/template-page";

export const Route = createFileRoute("/_app/templates_/$id")({
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(ticketTemplates.one(params.id)),
  component: TemplateRoute,
});

function TemplateRoute() {
  const { id } = Route.useParams();
  return <TemplatePage key={id} id={id} />;
}
