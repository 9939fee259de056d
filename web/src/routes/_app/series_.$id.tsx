import { createFileRoute, Outlet } from "@tanstack/react-router";
import { ticketSeries } from "@/api/series";
import { SeriesPage } from "@/features/series/series-page";

export const Route = createFileRoute("/_app/series_/$id")({
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(ticketSeries.one(params.id)),
  component: SeriesRoute,
});

function SeriesRoute() {
  const { id } = Route.useParams();
  return (
    <SeriesPage key={id} id={id}>
      <Outlet />
    </SeriesPage>
  );
}
