import { ChevronsUpDown } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { choiceOf, useEnum } from "@/api/meta";
import type { Ticket } from "@/api/resources";
import { FormSheet } from "@/components/form-sheet";
import type { Address } from "@/lib/address";
import { formatCount } from "@/lib/format";
import { TrayCard, useTrayTickets } from "./booking-tray";
import { statusLook } from "./status-look";

type PhoneTrayProps = { filters: Address; onBook?: ((ticket: Ticket) => void) | undefined };

/** On a phone the tray is a handle at the foot; nothing is dragged, every ticket has its button. */
export function PhoneTray({ filters, onBook }: PhoneTrayProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const found = useTrayTickets(filters);
  const statuses = useEnum("ticket_status");
  const items = found.data?.items ?? [];
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className="relative flex h-[60px] shrink-0 items-center gap-2 rounded-t-xl bg-popover pr-5 pl-5 text-[15px] shadow-pop before:absolute before:top-[7px] before:left-1/2 before:-ml-[18px] before:h-1 before:w-9 before:rounded-full before:bg-border-strong"
      >
        <span className="font-semibold">{t("bookings.unscheduled")}</span>
        <span className="text-muted-foreground tabular-nums">{found.data && formatCount(found.data.total ?? 0)}</span>
        <ChevronsUpDown className="ml-auto size-4 text-muted-foreground" aria-hidden />
      </button>
      {isOpen && (
        <FormSheet title={t("bookings.unscheduled")} onClose={() => setOpen(false)}>
          <div className="flex min-h-0 flex-1 flex-col gap-2.5 overflow-y-auto p-4">
            {found.data && items.length === 0 && <p className="text-muted-foreground">{t("bookings.tray_empty")}</p>}
            {items.map((ticket) => (
              <TrayCard
                key={ticket.id}
                ticket={ticket}
                look={statusLook(choiceOf(statuses, ticket.status).color)}
                onBook={
                  onBook &&
                  (() => {
                    setOpen(false);
                    onBook(ticket);
                  })
                }
              />
            ))}
          </div>
        </FormSheet>
      )}
    </>
  );
}
