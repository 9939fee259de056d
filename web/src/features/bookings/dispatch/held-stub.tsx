import { TriangleAlert } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Booking } from "@/api/bookings";
import { choiceOf, useEnum } from "@/api/meta";
import { EnumGlyph } from "@/components/enum-parts";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { cn } from "@/lib/classes";
import { BookingPeek } from "../booking-peek";
import { placementOf, words } from "../booking-times";
import { statusLook } from "../status-look";
import { useHeld } from "./use-dispatch-drag";

export type StubActs = {
  /** Asks when and who, in a dialog. */
  ask: (booking: Booking) => void;
  unbook: (booking: Booking) => void;
  /** By so many steps later, and so many rows down. */
  nudge: (booking: Booking, steps: number, rows: number) => void;
};

type StubProps = {
  booking: Booking;
  doubles: readonly Booking[];
  /** Null for those who may only look. */
  acts: StubActs | null;
  zone: string;
  /** When it begins, and until when if there is room. */
  time: string;
  until?: string;
  className?: string;
  style?: React.CSSProperties;
};

const nudges: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** A booking on the board: dragged by hand, moved with Alt and the arrows, and opened for all that it can do. */
export function HeldStub({ booking, doubles, acts, zone, time, until, className, style }: StubProps) {
  const { t } = useTranslation();
  const element = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const at = placementOf(booking);
  const isHeld = useHeld(element, acts && { booking, at });
  const look = statusLook(choiceOf(useEnum("ticket_status"), booking.status).color);
  const onKeyDown = (event: KeyboardEvent) => {
    const nudge = event.altKey ? nudges[event.key] : undefined;
    if (!nudge || !acts) return;
    event.preventDefault();
    acts.nudge(booking, ...nudge);
  };
  const isDouble = doubles.length > 0;
  // On the board its place says so.
  const place = t("dispatch.stub", {
    when: words(at, zone, t),
    person: booking.assigned_user_name ?? t("people.unassigned"),
  });
  return (
    <Popover open={isOpen} onOpenChange={setOpen}>
      <PopoverTrigger
        render={
          <button
            ref={element}
            type="button"
            data-booking={booking.id}
            aria-keyshortcuts={acts ? "Alt+ArrowLeft Alt+ArrowRight Alt+ArrowUp Alt+ArrowDown" : undefined}
            onKeyDown={onKeyDown}
            style={style}
            className={cn(
              "stub overflow-hidden px-2 py-1.5 text-left hover:shadow-sm",
              acts && "cursor-grab",
              look,
              isDouble && "calendar-double [--stub-edge:var(--destructive)]",
              isHeld && "opacity-40",
              className,
            )}
          />
        }
      >
        <span className="@container flex h-full min-w-0 flex-col justify-start gap-px leading-[18px]">
          <span className="flex min-h-[18px] items-center gap-1.5 text-xs text-muted-foreground">
            <EnumGlyph name="ticket_status" value={booking.status} className="size-3.5" />
            <span className="truncate tabular-nums @max-[64px]:hidden">#{booking.number}</span>
            {isDouble && <TriangleAlert className="size-3 shrink-0 text-destructive-fg" aria-hidden />}
            <EnumGlyph
              name="ticket_priority"
              value={booking.priority}
              className="ml-auto size-3.5 @max-[48px]:hidden"
            />
          </span>
          <b className="line-clamp-2 shrink-0 font-medium [overflow-wrap:break-word]">{booking.title}</b>
          <span className="truncate text-xs text-muted-foreground tabular-nums">
            {time}
            {until && <span className="@max-[120px]:hidden">{` ${t("dispatch.until", { end: until })}`}</span>}
          </span>
          <span className="truncate text-xs text-muted-foreground">{booking.contact_name}</span>
          <span className="sr-only">{place}</span>
        </span>
      </PopoverTrigger>
      <PopoverContent className="w-80 p-0" side="bottom">
        <BookingPeek
          booking={booking}
          doubles={doubles}
          onMove={
            acts
              ? () => {
                  setOpen(false);
                  acts.ask(booking);
                }
              : undefined
          }
          onUnbook={
            acts
              ? () => {
                  setOpen(false);
                  acts.unbook(booking);
                }
              : undefined
          }
        />
      </PopoverContent>
    </Popover>
  );
}
