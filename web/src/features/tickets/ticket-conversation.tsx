import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ListChecks, Paperclip } from "lucide-react";
import { type DragEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { attachmentsOf, commentsOf } from "@/api/conversations";
import { type Ticket, tickets } from "@/api/resources";
import { useCan } from "@/api/session";
import { Moment } from "@/components/dates";
import { FailedPart } from "@/components/states";
import { ChangeEntry, isTold } from "@/components/timeline";
import { TimelineLine } from "@/components/timeline-entries";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { Segmented } from "@/components/ui/tabs";
import { cn } from "@/lib/classes";
import { CommentCard } from "./comment-card";
import { CommentComposer, type ComposerHandle } from "./comment-composer";
import { type Entry, entriesOf } from "./conversation-entries";
import { useChecklist } from "./ticket-checklist";
import { FileLink } from "./ticket-files";
import { ticketLabels } from "./ticket-form";
import { useTicketWords } from "./ticket-words";

/** How many of the newest entries a long story begins with. */
const shownFirst = 15;

type ConversationProps = {
  ticketId: string;
  /** What scrolls away above the timeline. */
  children?: ReactNode;
};

/** What happened to a ticket and was said about it, with the place to answer at its foot. Fills a column of its own. */
export function TicketConversation({ ticketId, children }: ConversationProps) {
  const { data: ticket } = useQuery(tickets.one(ticketId));
  if (!ticket) return <TimelineSkeleton />;
  return (
    <ConversationFrame key={ticketId} ticket={ticket}>
      {children}
      <TicketTimeline ticket={ticket} />
    </ConversationFrame>
  );
}

type FrameProps = { ticket: Ticket; canWrite?: boolean; children: ReactNode };

/** Something that scrolls, with the place to write below it. */
export function ConversationFrame({ ticket, canWrite = true, children }: FrameProps) {
  const mayWrite = useCan("write_tickets") && canWrite;
  const composer = useRef<ComposerHandle>(null);
  return (
    <DropZone onFiles={mayWrite ? (files) => composer.current?.add(files) : undefined}>
      <div className="min-h-0 flex-1 overflow-y-auto px-7 pt-[18px] pb-2 max-[759px]:px-4 max-[759px]:pt-2">
        {children}
      </div>
      {mayWrite && <CommentComposer ticket={ticket} handle={composer} />}
    </DropZone>
  );
}

/** Files dropped anywhere on it are attached. */
function DropZone({ onFiles, children }: { onFiles: ((files: File[]) => void) | undefined; children: ReactNode }) {
  const { t } = useTranslation();
  const [depth, setDepth] = useState(0);
  const isFiles = (event: DragEvent) => onFiles !== undefined && event.dataTransfer.types.includes("Files");
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a target for the mouse; the button with the clip does the same.
    <div
      className="relative flex min-h-0 min-w-0 flex-1 flex-col"
      onDragEnter={(event) => isFiles(event) && setDepth((before) => before + 1)}
      onDragLeave={(event) => isFiles(event) && setDepth((before) => before - 1)}
      onDragOver={(event) => isFiles(event) && event.preventDefault()}
      onDrop={(event) => {
        if (!isFiles(event)) return;
        event.preventDefault();
        setDepth(0);
        onFiles?.([...event.dataTransfer.files]);
      }}
    >
      {children}
      {depth > 0 && (
        <div className="pointer-events-none absolute inset-2 z-10 grid place-items-center rounded-lg border-2 border-dashed border-primary bg-background/85 font-medium">
          {t("conversation.drop")}
        </div>
      )}
    </div>
  );
}

type Shown = "all" | "comments" | "changes";

function isShown(entry: Entry, shown: Shown): boolean {
  if (shown === "all") return true;
  return (entry.kind === "comment") === (shown === "comments");
}

export function TicketTimeline({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const canWrite = useCan("write_tickets");
  const comments = useInfiniteQuery(commentsOf(ticket.id));
  const history = useInfiniteQuery(tickets.history(ticket.id));
  const files = useQuery(attachmentsOf(ticket.id));
  const { items } = useChecklist(ticket.id);
  const words = useTicketWords();
  const [shown, setShown] = useState<Shown>("all");
  const [limit, setLimit] = useState(shownFirst);
  const end = useRef<HTMLLIElement>(null);
  const labels = ticketLabels(t);

  const isPending = comments.isPending || history.isPending;
  const isError = comments.isError || history.isError;
  const isWaiting = comments.hasNextPage || history.hasNextPage;
  const all = entriesOf({
    comments: comments.data?.pages.flatMap((page) => page.items) ?? [],
    moreComments: comments.hasNextPage,
    changes: (history.data?.pages.flatMap((page) => page.items) ?? []).filter((change) => isTold(change, labels)),
    moreChanges: history.hasNextPage,
    files: files.data?.items ?? [],
    items,
  }).filter((entry) => isShown(entry, shown));
  const entries = all.slice(-limit);
  const hidden = all.length - entries.length;
  const newestChange = all.findLast((entry) => entry.kind === "change")?.id;

  // What one has just written comes into view.
  const newest = all.at(-1)?.id;
  const seen = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (seen.current !== undefined && newest !== seen.current) end.current?.scrollIntoView({ block: "nearest" });
    if (!isPending) seen.current = newest;
  }, [newest, isPending]);

  const earlier = async () => {
    setLimit(limit + 50);
    if (hidden > 50) return;
    await Promise.all([
      ...(comments.hasNextPage ? [comments.fetchNextPage()] : []),
      ...(history.hasNextPage ? [history.fetchNextPage()] : []),
    ]);
  };

  return (
    <section aria-label={t("conversation.title")}>
      <div className="mt-4 mb-2 flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-lg font-semibold tracking-[-0.01em]">{t("conversation.title")}</h2>
        <Segmented
          label={t("conversation.show")}
          value={shown}
          onChange={setShown}
          choices={[
            { value: "all", label: t("conversation.all") },
            { value: "comments", label: t("conversation.comments") },
            { value: "changes", label: t("conversation.changes") },
          ]}
        />
      </div>
      {isError && (
        <FailedPart onRetry={() => void Promise.all([comments.refetch(), history.refetch()])}>
          {t("history.failed")}
        </FailedPart>
      )}
      {isPending && !isError && <TimelineSkeleton />}
      {!isPending && all.length === 0 && (
        <p className="py-1 text-muted-foreground">
          {shown === "comments" ? t("conversation.no_comments") : t("history.nothing")}
        </p>
      )}
      {!isPending && (hidden > 0 || isWaiting) && (
        <Button
          variant="ghost"
          className="mb-1"
          busy={(comments.isFetchingNextPage || history.isFetchingNextPage) && t("history.loading")}
          onClick={() => void earlier()}
        >
          {hidden > 0 && !isWaiting
            ? t("conversation.earlier_count", { count: Math.min(hidden, 50) })
            : t("conversation.earlier")}
        </Button>
      )}
      {!isPending && (
        <ol className="relative flex flex-col">
          {entries.map((entry, index) => {
            const isLast = index === entries.length - 1;
            if (entry.kind === "comment") {
              return (
                <CommentCard
                  key={entry.id}
                  comment={entry.comment}
                  files={entry.files}
                  contactName={ticket.contact_name}
                  canWrite={canWrite}
                  isLast={isLast}
                />
              );
            }
            if (entry.kind === "change") {
              return (
                <ChangeEntry
                  key={entry.id}
                  change={entry.change}
                  labels={labels}
                  words={words}
                  canUndo={canWrite}
                  isFirst={entry.id === newestChange}
                  isLast={isLast}
                />
              );
            }
            return <Event key={entry.id} entry={entry} total={items.length} isLast={isLast} />;
          })}
          <li ref={end} aria-hidden />
        </ol>
      )}
    </section>
  );
}

type EventProps = { entry: Extract<Entry, { kind: "file" | "ticks" }>; total: number; isLast: boolean };

/** A file that came, or items that were ticked: one muted line. */
function Event({ entry, total, isLast }: EventProps) {
  const { t } = useTranslation();
  const actor = (entry.kind === "file" ? entry.file.created_by_name : entry.by) ?? t("history.somebody");
  return (
    <TimelineLine icon={entry.kind === "file" ? Paperclip : ListChecks} isLast={isLast}>
      <b>{actor}</b>{" "}
      {entry.kind === "file" ? (
        <>
          {t("conversation.attached")} <b>{entry.file.name}</b>{" "}
        </>
      ) : entry.items.length === 1 ? (
        <>
          {t("conversation.ticked")} <b>{entry.items[0]?.text}</b>{" "}
        </>
      ) : (
        <>{t("conversation.ticked_of", { count: entry.items.length, total })} </>
      )}
      <Moment at={entry.at} />
      {entry.kind === "file" && entry.file.is_image && <FileLink file={entry.file} className="mt-1.5 w-fit" />}
    </TimelineLine>
  );
}

function TimelineSkeleton() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("history.loading")} className="flex flex-col gap-5 py-3">
      {["w-72", "w-full max-w-[52ch]", "w-56"].map((width) => (
        <Skeleton key={width} className={cn("max-w-full", width)} />
      ))}
    </div>
  );
}
