import { useQuery } from "@tanstack/react-query";
import { createFileRoute, Outlet } from "@tanstack/react-router";
import { events } from "@/api/events";
import { useCan, useTimeZone } from "@/api/session";
import { placeOf } from "@/components/calendar/calendar-place";
import { validateListSearch } from "@/components/data-table/list-search";
import { useBookingSource } from "@/features/bookings/use-booking-source";
import { EventPanel } from "@/features/events/event-panels";
import { EventsPage, isShown } from "@/features/events/events-page";
import { first } from "@/lib/address";
import { localDay } from "@/lib/format";
import { usePhone } from "@/lib/media";

export const Route = createFileRoute("/_app/calendar/_events")({
  validateSearch: validateListSearch,
  component: CalendarRoute,
});

function CalendarRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const zone = useTimeZone();
  const isPhone = usePhone();
  const opened = first(search.event);
  // A link to an event, as in a feed or a reminder, leads to its day.
  const { data: event } = useQuery({ ...events.one(opened ?? ""), enabled: opened !== undefined, retry: false });
  const date = first(search.date) ?? (event && (event.start_date ?? localDay(event.start_at, zone)));
  const { view, day } = placeOf({ ...search, date }, zone, isPhone);
  const mayBook = useCan("read_tickets");
  const bookings = useBookingSource({
    search,
    view: isPhone ? "week" : view,
    day,
    zone,
    isShown: mayBook && isShown(search, "bookings"),
  });
  return (
    <EventsPage
      search={search}
      onSearch={(next) => void navigate({ to: "/calendar", search: next, replace: true })}
      view={view}
      day={day}
      zone={zone}
      bookings={mayBook ? bookings : undefined}
      onCreate={(at) =>
        void navigate({
          to: "/calendar/new",
          search: { ...search, ...(at.allDay ? { on: at.day, until: at.lastDay } : { start: at.start, end: at.end }) },
        })
      }
    >
      {opened !== undefined && (
        <EventPanel
          id={opened}
          onClose={() => void navigate({ to: "/calendar", search: { ...search, event: undefined, date: day } })}
        />
      )}
      <Outlet />
    </EventsPage>
  );
}
