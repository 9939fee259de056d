import { createFileRoute } from "@tanstack/react-router";
import { Designer } from "@/features/templates/designer";

export const Route = createFileRoute("/_app/templates_/new")({ component: NewTemplateRoute });

function NewTemplateRoute() {
  return <Designer template={null} />;
}
