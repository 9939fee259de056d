import { createFileRoute, Outlet } from "@tanstack/react-router";
import { tickets } from "@/api/resources";
import { TicketSeries } from "@/features/series/ticket-series";
import { TicketPage } from "@/features/tickets/ticket-page";

export const Route = createFileRoute("/_app/tickets_/$id")({
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(tickets.one(params.id)),
  component: TicketRoute,
});

function TicketRoute() {
  const { id } = Route.useParams();
  return (
    <TicketPage key={id} id={id} series={(ticket) => <TicketSeries ticket={ticket} />}>
      <Outlet />
    </TicketPage>
  );
}
