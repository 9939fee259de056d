import { createFileRoute } from "@tanstack/react-router";
import type { SheetResource } from "@/api/imports";
import { ImportPage } from "@/features/imports/import-page";

export const Route = createFileRoute("/_app/import/")({
  validateSearch: (raw: Record<string, unknown>): { resource?: SheetResource } =>
    raw.resource === "products" || raw.resource === "tickets" ? { resource: raw.resource } : {},
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
