import { createFileRoute } from "@tanstack/react-router";
import { EditSeriesPanel } from "@/features/series/series-panels";

export const Route = createFileRoute("/_app/series_/$id/edit")({
  validateSearch: (search: Record<string, unknown>): EditSeriesSearch => ({
    ...(typeof search.from === "string" && { from: search.from }),
    ...(typeof search.ticket === "string" && { ticket: search.ticket }),
  }),
  component: EditSeriesRoute,
});

/** The occurrence from which on it changes, and the ticket to go back to. */
type EditSeriesSearch = { from?: string; ticket?: string };

function EditSeriesRoute() {
  const { id } = Route.useParams();
  const { from, ticket } = Route.useSearch();
  const navigate = Route.useNavigate();
  const leaveTo = (seriesId: string) =>
    void (ticket
      ? navigate({ to: "/tickets/$id", params: { id: ticket }, search: {} })
      : navigate({ to: "/series/$id", params: { id: seriesId }, search: {} }));
  return <EditSeriesPanel id={id} from={from} onClose={() => leaveTo(id)} onSplit={(row) => leaveTo(row.id)} />;
}
