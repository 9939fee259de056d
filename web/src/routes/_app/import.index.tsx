import { createFileRoute } from "@tanstack/react-router";
import type { ImportResource } from "@/api/imports";
import { ImportPage } from "@/features/imports/import-page";

export const Route = createFileRoute("/_app/import/")({
  validateSearch: (raw: Record<string, unknown>): { resource?: ImportResource } =>
    raw.resource === "products" || raw.resource === "tickets" ? { resource: raw.resource } : {},
  component: ImportRoute,
});

function ImportRoute() {
  const { resource = "contacts" } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ImportPage
      resource={resource}
      onResource={(next) => void navigate({ search: next === "contacts" ? {} : { resource: next }, replace: true })}
    />
  );
}
