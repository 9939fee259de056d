import { useInfiniteQuery } from "@tanstack/react-query";
import { ListFilter } from "lucide-react";
import { Fragment, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type TimelineEntry, timelineOf } from "@/api/contact-hub";
import { choiceOf, useEnum } from "@/api/meta";
import type { Contact } from "@/api/resources";
import { useCan, useTimeZone } from "@/api/session";
import { TimeOfDay } from "@/components/dates";
import { UserName } from "@/components/reference-name";
import { FailedPart } from "@/components/states";
import { ChangeEntry, isTold } from "@/components/timeline";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "@/components/ui/menu";
import { Skeleton } from "@/components/ui/skeleton";
import { cn } from "@/lib/classes";
import { formatDate, localDay, todayIn } from "@/lib/format";
import { type Change, ContactEntry } from "./contact-entries";
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
                <ContactEntry key={`${entry.kind}-${entry.id}`} entry={entry} isLast={isLast} onEvent={onEvent} />
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
      when={<TimeOfDay at={entry.at} />}
    />
  );
}
