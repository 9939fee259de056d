import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Clash, doubleBooking } from "@/api/double-booking";
import { useTimeZone } from "@/api/session";
import { formatDateTime, formatTime, localDay } from "@/lib/format";
import { useStore } from "@/lib/store";
import { Button } from "./ui/button";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogTitle } from "./ui/dialog";

/** What undo cannot serve: somebody would be at two places at once. */
export function DoubleBookingDialog() {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const question = useStore(doubleBooking);
  const clashes = question?.clashes ?? [];
  return (
    <Dialog open={question !== null} onOpenChange={(open) => !open && question?.answer(false)}>
      <DialogContent>
        <DialogTitle>{t("bookings.double_title")}</DialogTitle>
        <DialogDescription>{t("bookings.double_text", { count: clashes.length })}</DialogDescription>
        <ul className="flex flex-col gap-1.5">
          {clashes.map((clash) => (
            <li
              key={clash.id}
              className="flex items-baseline gap-2 rounded-sm border border-destructive bg-card px-2.5 py-1.5"
            >
              <TriangleAlert className="size-3.5 shrink-0 translate-y-0.5 text-destructive-fg" aria-hidden />
              <span className="shrink-0 text-muted-foreground tabular-nums">#{clash.number}</span>
              <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{clash.title}</span>
              <span className="shrink-0 tabular-nums">{t("calendar.from_to", times(clash, zone))}</span>
            </li>
          ))}
        </ul>
        <DialogFooter>
          <Button onClick={() => question?.answer(false)}>{t("bookings.double_no")}</Button>
          <Button variant="primary" onClick={() => question?.answer(true)}>
            {t("bookings.double_yes")}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

function times({ start, end }: Clash, zone: string): { start: string; end: string } {
  const isSameDay = localDay(start, zone) === localDay(end, zone);
  return { start: formatDateTime(start, zone), end: isSameDay ? formatTime(end, zone) : formatDateTime(end, zone) };
}
