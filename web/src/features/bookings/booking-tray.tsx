import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CalendarPlus, Search, X } from "lucide-react";
import { Fragment, type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { choiceOf, useEnum } from "@/api/meta";
import { type Ticket, tickets } from "@/api/resources";
import { useTray } from "@/components/calendar/use-tray";
import { EnumGlyph } from "@/components/enum-parts";
import { Avatar, NoAvatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { type Address, all } from "@/lib/address";
import { formatCount } from "@/lib/format";
import { statusLook } from "./status-look";

type TrayProps = {
  filters: Address;
  /** What is on the calendar already, though the server has not answered yet. */
  booked: ReadonlySet<string>;
  canWrite: boolean;
  onBook: (ticket: Ticket) => void;
  /** What the tray holds, so that a drop can be told which ticket it is. */
  onTickets?: (tickets: readonly Ticket[]) => void;
  /** Makes a card that is dragged onto something else than a calendar. */
  wrap?: (ticket: Ticket, card: ReactNode) => ReactNode;
};

const openStatuses = ["Open", "In Progress", "Waiting"];
const most = 100;

/** Somebody's tray holds what is theirs and what is nobody's yet. */
function trayQuery(filters: Address, q: string): Address {
  const people = all(filters.assigned_user_id);
  const status = all(filters.status).filter((one) => openStatuses.includes(one));
  return {
    scheduled: "false",
    sort: "-priority",
    status: status.length > 0 ? status : openStatuses,
    contact_id: filters.contact_id,
    assigned_user_id: people.length > 0 ? [...new Set([...people, "null"])] : undefined,
    q: q.trim() || undefined,
  };
}

export function useTrayTickets(filters: Address, q = "") {
  return useQuery({ ...tickets.some(trayQuery(filters, q), most), placeholderData: (before) => before });
}

/** Open work that has no time yet: drag it onto one, or press Book. */
export function BookingTray({ filters, booked, canWrite, onBook, onTickets, wrap }: TrayProps) {
  const { t } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const found = useTrayTickets(filters, typed ?? "");
  const statuses = useEnum("ticket_status");
  useTray(list, canWrite && wrap === undefined);
  const items = (found.data?.items ?? []).filter((ticket) => !booked.has(ticket.id));
  onTickets?.(items);
  const hidden = (found.data?.items.length ?? 0) - items.length;
  return (
    <aside aria-label={t("bookings.unscheduled")} className="flex min-h-0 w-64 shrink-0 flex-col border-l bg-sidebar">
      <header className="flex h-[46px] shrink-0 items-center gap-2 pr-2 pl-4">
        {typed === null ? (
          <>
            <h2 className="font-semibold">{t("bookings.unscheduled")}</h2>
            <span className="text-muted-foreground tabular-nums">
              {found.data && formatCount(Math.max(0, (found.data.total ?? 0) - hidden))}
              {found.data?.total_capped && "+"}
            </span>
            <Button
              variant="ghost"
              size="icon"
              className="ml-auto"
              aria-label={t("bookings.tray_search")}
              onClick={() => setTyped("")}
            >
              <Search aria-hidden />
            </Button>
          </>
        ) : (
          <>
            <Search className="size-3.5 shrink-0 text-muted-foreground" aria-hidden />
            <input
              // biome-ignore lint/a11y/noAutofocus: it appears because somebody pressed the search button.
              autoFocus
              type="search"
              value={typed}
              aria-label={t("bookings.tray_search")}
              onChange={({ target }) => setTyped(target.value)}
              onKeyDown={(event) => event.key === "Escape" && setTyped(null)}
              className="h-full w-full min-w-0 bg-transparent focus-visible:shadow-none"
            />
            <Button variant="ghost" size="icon" aria-label={t("lists.clear_search")} onClick={() => setTyped(null)}>
              <X aria-hidden />
            </Button>
          </>
        )}
      </header>
      <div ref={list} className="flex min-h-0 flex-1 flex-col gap-2 overflow-y-auto px-3.5 pb-3">
        {found.isPending && ["a", "b", "c"].map((key) => <Skeleton key={key} className="h-20 w-full rounded-xs" />)}
        {found.isError && <p className="px-0.5 text-muted-foreground">{t("bookings.tray_failed")}</p>}
        {found.data && items.length === 0 && (
          <p className="px-0.5 text-muted-foreground">
            {typed ? t("bookings.tray_nothing") : t("bookings.tray_empty")}
          </p>
        )}
        {items.map((ticket) => {
          const look = statusLook(choiceOf(statuses, ticket.status).color);
          const card = <TrayCard ticket={ticket} look={look} onBook={canWrite ? () => onBook(ticket) : undefined} />;
          return <Fragment key={ticket.id}>{wrap ? wrap(ticket, card) : card}</Fragment>;
        })}
      </div>
      <p className="flex items-center gap-2 border-t px-4 py-3 text-xs text-muted-foreground">
        <span className="stub h-3 w-[22px] shrink-0" aria-hidden />
        {t("bookings.legend")}
      </p>
    </aside>
  );
}

type TrayCardProps = { ticket: Ticket; look: string; onBook?: (() => void) | undefined };

/** One ticket of a tray. On its right edge waits the button that does what a drag does. */
export function TrayCard({ ticket, look, onBook }: TrayCardProps) {
  const { t } = useTranslation();
  return (
    <article
      className="stub group shrink-0 px-3 py-2 select-none [--stub-edge:var(--border-strong)] [--stub-ground:var(--sidebar)]"
      {...(onBook && {
        "data-tray-id": ticket.id,
        "data-tray-title": `#${ticket.number} ${ticket.title}`,
        "data-tray-look": `stub ${look}`,
        "data-tray-person": ticket.assigned_user_name?.split(" ")[0] ?? "",
      })}
    >
      <div className="flex min-h-6 items-center gap-1.5 text-xs text-muted-foreground">
        <EnumGlyph name="ticket_status" value={ticket.status} />
        <span className="tabular-nums">#{ticket.number}</span>
        {onBook && (
          <Button
            variant="ghost"
            size="small"
            className="-mr-1.5 ml-auto opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
            aria-label={`${t("bookings.book")} #${ticket.number}`}
            onClick={onBook}
          >
            <CalendarPlus aria-hidden />
            {t("bookings.book")}
          </Button>
        )}
      </div>
      <h3 className="mt-0.5 mb-1 font-medium [overflow-wrap:anywhere]">
        <Link to="/tickets/$id" params={{ id: ticket.id }} draggable={false} className="hover:underline">
          {ticket.title}
        </Link>
      </h3>
      <div className="flex items-center gap-1.5 text-xs text-muted-foreground">
        <EnumGlyph name="ticket_priority" value={ticket.priority} />
        <span className="min-w-0 flex-1 truncate">{ticket.contact_name}</span>
        {ticket.assigned_user_id ? (
          <Avatar id={ticket.assigned_user_id} name={ticket.assigned_user_name ?? "?"} size="small" />
        ) : (
          <NoAvatar />
        )}
      </div>
    </article>
  );
}
