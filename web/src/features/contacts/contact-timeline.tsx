import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  CalendarDays,
  CircleCheck,
  Ellipsis,
  Globe,
  ListFilter,
  Lock,
  type LucideIcon,
  Package,
  Pencil,
  Phone,
  RefreshCw,
  StickyNote,
  Ticket,
  Trash2,
  UserRoundPlus,
} from "lucide-react";
import { Fragment, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { correctNote, type NoteEntry, removeNote, type TimelineEntry, timelineOf } from "@/api/contact-hub";
import { choiceOf, useEnum } from "@/api/meta";
import type { Contact } from "@/api/resources";
import { useCan, useTimeZone } from "@/api/session";
import { EnumText } from "@/components/enum-parts";
import { explain } from "@/components/explain";
import { Money } from "@/components/money";
import { UserName } from "@/components/reference-name";
import { FailedPart } from "@/components/states";
import { ChangeEntry, isTold } from "@/components/timeline";
import { tellFailure } from "@/components/toasts";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/input";
import { Menu, MenuContent, MenuItem, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "@/components/ui/menu";
import { Skeleton } from "@/components/ui/skeleton";
import { useUndoable } from "@/components/use-undo";
import { minutesBetween } from "@/lib/calendar";
import { cn } from "@/lib/classes";
import { formatDate, formatFullDateTime, formatTime, localDay, todayIn } from "@/lib/format";
import { contactLabels } from "./contact-form";

/** What the timeline can be narrowed to. */
const shown = {
  all: [],
  talk: ["note", "comment", "event"],
  work: ["ticket_opened", "ticket_resolved", "service_sold", "service_renewed"],
  changes: ["created", "changed"],
} as const;
type Shown = keyof typeof shown;

function isShown(value: string): value is Shown {
  return value in shown;
}

/** All that happened with a contact, newest first, by day. */
export function ContactTimeline({ contact, onEvent }: { contact: Contact; onEvent: (id: string) => void }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const [kinds, setKinds] = useState<Shown>("all");
  const query = useInfiniteQuery({
    ...timelineOf(contact.id, shown[kinds]),
    placeholderData: (previous) => previous,
  });
  const labels = contactLabels(t);
  const entries = (query.data?.pages.flatMap((page) => page.items) ?? []).filter(
    (entry) => entry.kind !== "changed" || isTold(entry, labels),
  );
  const newestChange = entries.find((entry) => entry.kind === "changed")?.id;
  const days = byDay(entries, zone);
  return (
    <section aria-label={t("contact_hub.timeline")}>
      <div className="mb-1 flex min-h-8 items-center justify-end">
        <KindsMenu value={kinds} onChange={setKinds} />
      </div>
      {query.isError && <FailedPart onRetry={() => void query.refetch()}>{t("history.failed")}</FailedPart>}
      {query.isPending && (
        <div role="status" aria-label={t("history.loading")} className="flex flex-col gap-5 py-3">
          {["w-72", "w-full", "w-56", "w-64"].map((width) => (
            <Skeleton key={width} className={cn("max-w-full", width)} />
          ))}
        </div>
      )}
      {query.isSuccess && entries.length === 0 && (
        <p className="py-1 text-muted-foreground">{t("contact_hub.nothing")}</p>
      )}
      {days.map(({ day, entries: ofDay }) => (
        <Fragment key={day}>
          <h3 className="mt-3 mb-1.5 text-muted-foreground first:mt-0">
            <DayName day={day} />
          </h3>
          <ol className="relative flex flex-col">
            {ofDay.map((entry, index) => {
              const isLast = index === ofDay.length - 1;
              return entry.kind === "changed" ? (
                <ContactChange
                  key={entry.id}
                  entry={entry}
                  labels={labels}
                  isNewest={entry.id === newestChange}
                  isLast={isLast}
                />
              ) : (
                <TimelineItem key={`${entry.kind}-${entry.id}`} entry={entry} isLast={isLast} onEvent={onEvent} />
              );
            })}
          </ol>
        </Fragment>
      ))}
      {query.hasNextPage && (
        <Button
          variant="ghost"
          className="mt-2"
          busy={query.isFetchingNextPage && t("history.loading")}
          onClick={() => void query.fetchNextPage()}
        >
          {t("contact_hub.more")}
        </Button>
      )}
    </section>
  );
}

function KindsMenu({ value, onChange }: { value: Shown; onChange: (next: Shown) => void }) {
  const { t } = useTranslation();
  const words: Record<Shown, string> = {
    all: t("contact_hub.show_all"),
    talk: t("contact_hub.show_talk"),
    work: t("contact_hub.show_work"),
    changes: t("contact_hub.show_changes"),
  };
  return (
    <Menu>
      <MenuTrigger
        render={<Button variant="ghost" size="small" aria-label={`${t("contact_hub.show")}: ${words[value]}`} />}
      >
        <ListFilter aria-hidden />
        {words[value]}
      </MenuTrigger>
      <MenuContent align="end">
        <MenuRadioGroup value={value} onValueChange={(next: string) => isShown(next) && onChange(next)}>
          {Object.entries(words).map(([key, word]) => (
            <MenuRadioItem key={key} value={key}>
              {word}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  );
}

function byDay(entries: readonly TimelineEntry[], zone: string): { day: string; entries: TimelineEntry[] }[] {
  const days: { day: string; entries: TimelineEntry[] }[] = [];
  for (const entry of entries) {
    const day = localDay(entry.at, zone);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}

function DayName({ day }: { day: string }) {
  const { t } = useTranslation();
  const today = todayIn(useTimeZone());
  return <>{day === today ? t("dates.today") : formatDate(day, today)}</>;
}

/** The day stands above: here only the time. */
function At({ at, className }: { at: string; className?: string }) {
  const zone = useTimeZone();
  return (
    <time dateTime={at} title={`${formatFullDateTime(at, zone)} (${zone})`} className={cn("tabular-nums", className)}>
      {formatTime(at, zone)}
    </time>
  );
}

type Change = Extract<TimelineEntry, { kind: "changed" }>;
type ChangeProps = { entry: Change; labels: Record<string, string>; isNewest: boolean; isLast: boolean };

function ContactChange({ entry, labels, isNewest, isLast }: ChangeProps) {
  const canWrite = useCan("write_contacts");
  const types = useEnum("contact_type");
  const statuses = useEnum("contact_status");
  const words = (field: string, value: unknown): ReactNode => {
    if (field === "status") return choiceOf(statuses, String(value)).label;
    if (field === "type") return choiceOf(types, String(value)).label;
    if (field === "owner_user_id") return <UserName id={String(value)} />;
    return Array.isArray(value) ? value.join(", ") : String(value);
  };
  return (
    <ChangeEntry
      change={entry}
      labels={labels}
      words={words}
      canUndo={canWrite}
      isFirst={isNewest}
      isLast={isLast}
      when={<At at={entry.at} />}
    />
  );
}

type ItemProps = {
  entry: Exclude<TimelineEntry, Change>;
  isLast: boolean;
  onEvent: (id: string) => void;
};

function TimelineItem({ entry, isLast, onEvent }: ItemProps) {
  const { t } = useTranslation();
  const actor = entry.actor_name ?? t("history.system");
  switch (entry.kind) {
    case "created":
      return (
        <Line icon={UserRoundPlus} isLast={isLast}>
          <b>{actor}</b> {t("contact_hub.entered")} <At at={entry.at} />
        </Line>
      );
    case "note":
      return <NoteCard note={entry} isLast={isLast} />;
    case "comment":
      return (
        <Card
          face={<Avatar id={entry.actor_id ?? entry.id} name={actor} className="mt-1" />}
          isLast={isLast}
          name={actor}
          isNote={entry.internal}
          hint={
            <>
              {entry.internal ? <Lock aria-hidden /> : <Globe aria-hidden />}
              <span className="shrink-0">
                {entry.internal ? t("conversation.internal") : t("conversation.public")} {t("contact_hub.said_on")}
              </span>
              <TicketLink entry={entry} />
            </>
          }
          at={<At at={entry.at} />}
        >
          <Words>{entry.body}</Words>
        </Card>
      );
    case "ticket_opened":
      return (
        <Line icon={Ticket} isLast={isLast}>
          <TicketLink entry={entry} withTitle />{" "}
          {entry.actor_name ? (
            <>
              {t("contact_hub.opened")} {t("contact_hub.by", { name: entry.actor_name })}
            </>
          ) : (
            t("contact_hub.came_in")
          )}{" "}
          <At at={entry.at} />
        </Line>
      );
    case "ticket_resolved":
      return (
        <Line icon={CircleCheck} isLast={isLast} className="text-success-fg">
          <TicketLink entry={entry} withTitle /> {t("contact_hub.resolved")}{" "}
          {entry.actor_name && `${t("contact_hub.by", { name: entry.actor_name })} `}
          {t("contact_hub.resolved_after", { time: duration(minutesBetween(entry.opened_at, entry.at), t) })}{" "}
          <At at={entry.at} />
        </Line>
      );
    case "event":
      return <EventItem entry={entry} isLast={isLast} onEvent={onEvent} />;
    case "service_sold":
      return (
        <Line icon={Package} isLast={isLast}>
          <ServiceLink entry={entry} /> {t("contact_hub.sold")}{" "}
          <b>
            <Money amount={entry.amount} />
          </b>{" "}
          {entry.actor_name && `${t("contact_hub.by", { name: entry.actor_name })} `}
          <At at={entry.at} />
        </Line>
      );
    case "service_renewed":
      return (
        <Line icon={RefreshCw} isLast={isLast}>
          <ServiceLink entry={entry} /> {t("contact_hub.renewed")} <b>{fullDate(entry.next_date)}</b>{" "}
          {t("contact_hub.for")}{" "}
          <b>
            <Money amount={entry.amount} />
          </b>{" "}
          {entry.actor_name && `${t("contact_hub.by", { name: entry.actor_name })} `}
          <At at={entry.at} />
        </Line>
      );
  }
}

/** A date in another year than today's is told with its year: so is every date here. */
function fullDate(date: string): string {
  return formatDate(date, "0000");
}

/** The two largest units say enough. */
function duration(minutes: number, t: (key: string, values: Record<string, unknown>) => string): string {
  const parts = { days: Math.floor(minutes / 1440), hours: Math.floor((minutes % 1440) / 60), minutes: minutes % 60 };
  const told = [
    parts.days > 0 && t("contact_hub.days", { days: parts.days }),
    parts.hours > 0 && t("contact_hub.hours", { hours: parts.hours }),
    parts.days === 0 && parts.minutes > 0 && t("contact_hub.minutes_long", { minutes: parts.minutes }),
  ].filter(Boolean);
  return told.join(" ") || t("contact_hub.minutes_long", { minutes: 1 });
}

type TicketEntry = { ticket_id: string; number: number; title: string };

function TicketLink({ entry, withTitle = false }: { entry: TicketEntry; withTitle?: boolean }) {
  return (
    <Link
      to="/tickets/$id"
      params={{ id: entry.ticket_id }}
      title={entry.title}
      className={cn("hover:underline", withTitle && "font-medium text-foreground")}
    >
      #{entry.number}
      {withTitle && ` ${entry.title}`}
    </Link>
  );
}

type ServiceEntry = { service_id: string; product_name: string; quantity: number };

function ServiceLink({ entry }: { entry: ServiceEntry }) {
  const { t } = useTranslation();
  return (
    <Link to="/services/$id" params={{ id: entry.service_id }} className="font-medium text-foreground hover:underline">
      {entry.quantity === 1
        ? entry.product_name
        : t("contact_hub.quantity", { name: entry.product_name, count: entry.quantity })}
    </Link>
  );
}

function EventItem({ entry, isLast, onEvent }: ItemProps & { entry: Extract<TimelineEntry, { kind: "event" }> }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const isCall = entry.type === "Call";
  const times = entry.all_day
    ? t("calendar.all_day")
    : isCall
      ? `${formatTime(entry.at, zone)}, ${duration(minutesBetween(entry.start_at, entry.end_at), t)}`
      : t("calendar.from_to", { start: formatTime(entry.at, zone), end: formatTime(entry.end_at, zone) });
  const title = (
    <button
      type="button"
      className="min-w-0 truncate rounded-xs text-left font-medium text-foreground hover:underline"
      aria-label={t("contact_hub.open_event", { title: entry.title })}
      onClick={() => onEvent(entry.id)}
    >
      {entry.title}
    </button>
  );
  const status = entry.status !== "Done" && <EnumText name="event_status" value={entry.status} className="text-xs" />;
  if (!entry.notes) {
    return (
      <Line icon={isCall ? Phone : CalendarDays} isLast={isLast}>
        <span className="inline-flex max-w-full flex-wrap items-center gap-x-1.5">
          {title}
          {entry.actor_name && <span>{entry.actor_name}</span>}
          {status}
          <span className="tabular-nums">{times}</span>
        </span>
      </Line>
    );
  }
  return (
    <Card
      face={
        <span className="mt-1 grid size-7 shrink-0 place-items-center rounded-full bg-info-bg text-info-fg">
          {isCall ? <Phone className="size-3.5" aria-hidden /> : <CalendarDays className="size-3.5" aria-hidden />}
        </span>
      }
      isLast={isLast}
      name={title}
      hint={
        <>
          <span className="truncate">{entry.actor_name}</span>
          {status}
        </>
      }
      at={<span className="tabular-nums">{times}</span>}
    >
      <Words>{entry.notes}</Words>
    </Card>
  );
}

function NoteCard({ note, isLast }: { note: NoteEntry; isLast: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const canWrite = useCan("write_contacts");
  const [draft, setDraft] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const name = note.actor_name ?? t("history.system");
  const act = async (write: () => Promise<string | null>, message: string) => {
    setBusy(true);
    try {
      undoable(message, await write());
      setDraft(null);
    } catch (error) {
      tellFailure(t("contact_hub.not_saved", { reason: explain(error, t) }));
    } finally {
      setBusy(false);
    }
  };
  const save = async () => {
    const body = draft?.trim() ?? "";
    if (body === "" || isBusy) return;
    if (body === note.body) return setDraft(null);
    await act(() => correctNote(queries, note, body), t("edits.saved", { label: t("contact_hub.a_note") }));
  };
  return (
    <Card
      face={<Avatar id={note.actor_id ?? note.id} name={name} className="mt-1" />}
      isLast={isLast}
      isNote
      name={name}
      hint={
        <>
          <StickyNote aria-hidden />
          {t("contact_hub.note")}
          {note.edited_by_name !== null && (
            <span className="truncate">, {t("contact_hub.edited_by", { name: note.edited_by_name })}</span>
          )}
        </>
      }
      at={<At at={note.at} />}
      menu={
        canWrite &&
        draft === null && (
          <Menu>
            <MenuTrigger
              render={
                <Button
                  variant="ghost"
                  size="icon-small"
                  aria-label={t("contact_hub.note_actions", { name })}
                  className="-my-1 -mr-2 text-note-fg"
                />
              }
            >
              <Ellipsis aria-hidden />
            </MenuTrigger>
            <MenuContent align="end">
              <MenuItem onClick={() => setDraft(note.body)}>
                <Pencil className="size-4" aria-hidden />
                {t("actions.edit")}
              </MenuItem>
              <MenuItem
                destructive
                onClick={() =>
                  void act(() => removeNote(queries, note), t("edits.deleted", { label: t("contact_hub.a_note") }))
                }
              >
                <Trash2 className="size-4" aria-hidden />
                {t("actions.delete")}
              </MenuItem>
            </MenuContent>
          </Menu>
        )
      }
    >
      {draft === null ? (
        <Words>{note.body}</Words>
      ) : (
        <div className="mt-1 flex flex-col gap-2">
          <Textarea
            autoFocus
            aria-label={t("contact_hub.note_edit")}
            value={draft}
            maxLength={20_000}
            onChange={(event) => setDraft(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Escape") setDraft(null);
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void save();
            }}
          />
          <div className="flex justify-end gap-2">
            <Button onClick={() => setDraft(null)}>{t("actions.cancel")}</Button>
            <Button
              variant="primary"
              disabled={draft.trim() === ""}
              busy={isBusy && t("actions.saving")}
              onClick={() => void save()}
            >
              {t("actions.save")}
            </Button>
          </div>
        </div>
      )}
    </Card>
  );
}

function Words({ children }: { children: string }) {
  return <p className="text-base whitespace-pre-wrap [overflow-wrap:anywhere]">{children}</p>;
}

type LineProps = { icon: LucideIcon; isLast: boolean; className?: string; children: ReactNode };

/** What happened by itself: one muted line. */
function Line({ icon: Icon, isLast, className, children }: LineProps) {
  return (
    <li className="relative flex gap-2.5 pb-2">
      {!isLast && <Thread />}
      <span className={cn("relative grid size-7 shrink-0 place-items-center text-muted-foreground", className)}>
        <Icon className="size-4" strokeWidth={1.6} aria-hidden />
      </span>
      <div className="min-w-0 flex-1 py-1 text-muted-foreground [overflow-wrap:anywhere] [&_b]:font-medium [&_b]:text-foreground">
        {children}
      </div>
    </li>
  );
}

function Thread() {
  return <span className="absolute top-8 bottom-0 left-[13.5px] w-px bg-border" aria-hidden />;
}

type CardProps = {
  face: ReactNode;
  isLast: boolean;
  /** On the paper that stays inside. */
  isNote?: boolean;
  name: ReactNode;
  hint: ReactNode;
  at: ReactNode;
  menu?: ReactNode;
  children: ReactNode;
};

/** What somebody said. */
function Card({ face, isLast, isNote = false, name, hint, at, menu, children }: CardProps) {
  return (
    <li className="relative flex gap-2.5 pb-3">
      {!isLast && <Thread />}
      {face}
      <article
        className={cn(
          "min-w-0 flex-1 rounded-lg border bg-card px-3.5 py-2.5",
          isNote && "border-dashed border-note-border bg-note-bg",
        )}
      >
        <header className="flex min-h-6 items-center gap-2">
          <span className="flex min-w-0 shrink-0 max-w-[70%] truncate font-medium">{name}</span>
          <span
            className={cn(
              "inline-flex min-w-0 items-center gap-1 text-xs text-muted-foreground [&_svg]:size-3.5 [&_svg]:shrink-0",
              isNote && "text-note-fg",
            )}
          >
            {hint}
          </span>
          <span className={cn("ml-auto shrink-0 text-xs text-muted-foreground", isNote && "text-note-fg")}>{at}</span>
          {menu}
        </header>
        {children}
      </article>
    </li>
  );
}
