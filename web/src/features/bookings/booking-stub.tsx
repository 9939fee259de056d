import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Booking } from "@/api/bookings";
import type { EntryRoom } from "@/components/calendar/calendar-entry";
import { EnumGlyph } from "@/components/enum-parts";
import { Avatar, NoAvatar } from "@/components/ui/avatar";

/** What stands on a stub in the grid: one line below an hour, else number, title, time and for whom. Narrow ones keep the title. */
export function BookingStub({ booking, room, isDouble }: { booking: Booking; room: EntryRoom; isDouble: boolean }) {
  const { t } = useTranslation();
  const warning = isDouble && (
    <TriangleAlert
      className="size-3 shrink-0 text-destructive-fg"
      aria-label={t("bookings.double_count", { count: 1 })}
    />
  );
  if (room.isShort) {
    return (
      <span className="@container block min-w-0">
        <span className="flex min-w-0 items-center gap-1 leading-4">
          <EnumGlyph name="ticket_status" value={booking.status} className="size-3" />
          {warning}
          <span className="min-w-0 flex-1 truncate font-medium">{booking.title}</span>
          <span className="shrink-0 text-muted-foreground @max-[84px]:hidden">{room.time.split(" ")[0]}</span>
        </span>
      </span>
    );
  }
  return (
    <span className="@container block h-full min-w-0">
      <span className="flex h-full min-w-0 flex-col gap-px overflow-hidden leading-[15px]">
        <span className="flex min-h-[18px] shrink-0 items-center gap-1 text-2xs text-muted-foreground">
          <EnumGlyph name="ticket_status" value={booking.status} className="size-3" />
          <span className="truncate @max-[40px]:hidden">#{booking.number}</span>
          {warning}
          <span className="ml-auto flex shrink-0 @max-[72px]:hidden">
            {booking.assigned_user_id ? (
              <Avatar
                id={booking.assigned_user_id}
                name={booking.assigned_user_name ?? "?"}
                size="small"
                className="size-[18px] text-[8px]"
              />
            ) : (
              <NoAvatar className="size-[18px]" />
            )}
          </span>
        </span>
        <b className="line-clamp-3 shrink-0 font-medium [overflow-wrap:break-word] @max-[72px]:line-clamp-6 @max-[48px]:block @max-[48px]:min-h-0 @max-[48px]:shrink @max-[48px]:truncate @max-[48px]:[writing-mode:vertical-rl]">
          {booking.title}
        </b>
        <span className="shrink-0 truncate text-muted-foreground @max-[72px]:hidden">{room.time}</span>
        <span className="truncate text-muted-foreground @max-[72px]:hidden">{booking.contact_name}</span>
      </span>
    </span>
  );
}
