import { createFileRoute } from "@tanstack/react-router";
import { ImportPage } from "@/features/imports/import-page";

export const Route = createFileRoute("/_app/import/")({
  validateSearch: (raw: Record<string, unknown>): { resource?: "products" } =>
    raw.resource === "products" ? { resource: "products" } : {},
  component: ImportRoute,
});

function ImportRoute() {
  const { resource } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ImportPage
      resource={resource ?? "contacts"}
      onResource={(next) => void navigate({ search: next === "contacts" ? {} : { resource: next }, replace: true })}
    />
  );
}
