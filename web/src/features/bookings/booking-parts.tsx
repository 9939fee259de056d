import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Booking, bookingsQuery } from "@/api/bookings";
import type { FilterField } from "@/components/data-table/columns";
import type { ListSearch } from "@/components/data-table/list-search";
import type { Reference } from "@/components/reference-picker";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import { type CalendarView, daysOf, instantsOf, overlaps } from "@/lib/calendar";
import { localDay } from "@/lib/format";
import { endOf, isDone } from "./booking-times";

export type SearchProps = { search: ListSearch; onSearch: (search: ListSearch) => void };

export function personOf(booking: Booking): Reference | null {
  return booking.assigned_user_id === null
    ? null
    : { id: booking.assigned_user_id, name: booking.assigned_user_name ?? "" };
}

/** The bookings of a view that the filters of the address let through, and who of them is at two places. */
export function useBookings(search: ListSearch, view: CalendarView, day: string, zone: string) {
  const filters = useMemo(
    () => ({ assigned_user_id: search.assigned_user_id, status: search.status, contact_id: search.contact_id }),
    [search.assigned_user_id, search.status, search.contact_id],
  );
  const range = useMemo(() => instantsOf(daysOf(view, day), zone), [view, day, zone]);
  // While another week is read, the one before stays.
  const found = useQuery({ ...bookingsQuery(range, filters), placeholderData: (before) => before });
  const pairs = useDoubles(found.data?.items);
  const booked = useMemo(() => new Set(found.data?.items.map((booking) => booking.id)), [found.data]);
  return { filters, found, pairs, booked };
}

export function useDoubles(items: readonly Booking[] | undefined): readonly [Booking, Booking][] {
  return useMemo(() => {
    const spans = (items ?? [])
      .filter((booking) => !isDone(booking))
      .flatMap((booking) =>
        booking.scheduled_start === null
          ? []
          : [
              {
                id: booking.id,
                booking,
                person: booking.assigned_user_id,
                start: booking.scheduled_start,
                end: endOf(booking),
              },
            ],
      );
    return overlaps(spans).map(([one, other]) => [one.booking, other.booking]);
  }, [items]);
}

export function useFilterFields(): FilterField[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { key: "assigned_user_id", label: t("bookings.person"), kind: "user", none: t("people.unassigned") },
      { key: "status", label: t("tickets.status"), kind: "enum", name: "ticket_status" },
      { key: "contact_id", label: t("tickets.contact"), kind: "contact", none: t("tickets.no_contact") },
    ],
    [t],
  );
}

/** How often somebody is at two places, and where: each goes to its day. */
export function DoublesMenu({
  pairs,
  search,
  onSearch,
  zone,
}: SearchProps & { pairs: readonly [Booking, Booking][]; zone: string }) {
  const { t } = useTranslation();
  return (
    <Menu>
      <MenuTrigger
        render={<Button variant="ghost" size="small" className="text-destructive-fg hover:text-destructive-fg" />}
      >
        <TriangleAlert aria-hidden />
        {t("bookings.double_count", { count: pairs.length })}
      </MenuTrigger>
      <MenuContent align="end" className="max-w-96">
        {pairs.map(([one, other]) => (
          <MenuItem
            key={one.id + other.id}
            onClick={() => onSearch({ ...search, view: "day", date: localDay(other.scheduled_start ?? "", zone) })}
          >
            <span className="min-w-0 truncate">
              {one.assigned_user_name}: #{one.number}, #{other.number}
            </span>
          </MenuItem>
        ))}
      </MenuContent>
    </Menu>
  );
}
