import { createFileRoute } from "@tanstack/react-router";
import { NewSeriesPanel } from "@/features/series/series-panels";
import { first } from "@/lib/address";

export const Route = createFileRoute("/_app/series/new")({ component: NewSeriesRoute });

function NewSeriesRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const ticketId = first(search.ticket);
  return (
    <NewSeriesPanel
      ticketId={ticketId}
      onClose={() =>
        void (ticketId
          ? navigate({ to: "/tickets/$id", params: { id: ticketId }, search: {} })
          : navigate({ to: "/series", search: (current) => current }))
      }
    />
  );
}
