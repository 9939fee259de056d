import { createFileRoute } from "@tanstack/react-router";
import { EditSeriesPanel } from "@/features/series/series-panels";

export const Route = createFileRoute("/_app/series_/$id/edit")({
  validateSearch: (search: Record<string, unknown>): { from?: string } =>
    typeof search.from === "string" ? { from: search.from } : {},
  component: EditSeriesRoute,
});

function EditSeriesRoute() {
  const { id } = Route.useParams();
  const { from } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <EditSeriesPanel
      id={id}
      from={from}
      onClose={() => void navigate({ to: "/series/$id", params: { id }, search: {} })}
    />
  );
}
