import { createFileRoute, Outlet } from "@tanstack/react-router";
import { validateListSearch } from "@/components/data-table/list-search";
import { BookingsPage } from "@/features/bookings/bookings-page";

export const Route = createFileRoute("/_app/calendar/bookings")({
  validateSearch: validateListSearch,
  component: BookingsRoute,
});

function BookingsRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <BookingsPage
      search={search}
      onSearch={(next) => void navigate({ search: next, replace: true })}
      onCreate={(at) =>
        void navigate({
          to: "/calendar/bookings/new",
          search: { ...search, ...(at.allDay ? { on: at.day } : { start: at.start, end: at.end }) },
        })
      }
    >
      <Outlet />
    </BookingsPage>
  );
}
