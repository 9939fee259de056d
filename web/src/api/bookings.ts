import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { Address } from "@/lib/address";
import { answer, api, asked, type Written } from "./client";
import { Problem } from "./problem";
import { type Ticket, tickets } from "./resources";
import type { components } from "./schema.gen";

export type Booking = components["schemas"]["Booking"];
type Bookings = components["schemas"]["Bookings"];

/** When and for whom: what a drag changes. */
export type Schedule = Partial<
  Pick<Ticket, "scheduled_date" | "scheduled_start" | "scheduled_end" | "assigned_user_id">
>;

// Below the tickets' own key, so that whatever refreshes tickets refreshes calendars too.
const key = ["tickets", "bookings"];

/** The bookings between two instants whose offsets say where days begin, under the filters of the list. */
export function bookingsQuery(range: { from: string; to: string }, filters: Address) {
  return queryOptions({
    queryKey: [...key, range, filters],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/tickets/bookings", {
          params: { query: range },
          signal,
          querySerializer: asked({ ...range, ...filters }),
        }),
      ),
  });
}

/** Shows a booking elsewhere at once; answers how to take that back. One that comes from the tray is added. */
export function placeBooking(queries: QueryClient, booking: Booking, shown: Partial<Booking>): () => void {
  const before = queries.getQueriesData<Bookings>({ queryKey: key });
  const placed = { ...booking, ...shown };
  queries.setQueriesData<Bookings>({ queryKey: key }, (data) => {
    if (!data) return data;
    const rest = data.items.filter((item) => item.id !== booking.id);
    return { ...data, items: [...rest, placed] };
  });
  return () => {
    for (const [at, data] of before) queries.setQueryData(at, data);
  };
}

/** Books, moves or reassigns a ticket in one undoable change. A stale version is tried again when nobody booked it meanwhile. */
export async function bookTicket(queries: QueryClient, booking: Booking, schedule: Schedule): Promise<Written<Ticket>> {
  try {
    return await tickets.update(queries, booking, schedule);
  } catch (problem) {
    if (!(problem instanceof Problem && problem.status === 412)) throw problem;
    const theirs = await queries.fetchQuery({ ...tickets.one(booking.id), staleTime: 0 });
    const isMoved =
      theirs.scheduled_date !== booking.scheduled_date ||
      theirs.scheduled_start !== booking.scheduled_start ||
      theirs.scheduled_end !== booking.scheduled_end ||
      theirs.assigned_user_id !== booking.assigned_user_id;
    if (isMoved) throw problem;
    return await tickets.update(queries, theirs, schedule);
  }
}
