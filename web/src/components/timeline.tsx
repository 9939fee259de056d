import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { PencilLine, Plus, RotateCcw, Trash2 } from "lucide-react";
import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { undo } from "@/api/account";
import type { Change, Resource, Stored } from "@/api/resource";
import { useMe } from "@/api/session";
import { Moment } from "./dates";
import { explain } from "./explain";
import { FailedPart } from "./states";
import { TimelineLine } from "./timeline-entries";
import { tell, tellFailure } from "./toasts";
import { Button } from "./ui/button";
import { Skeleton } from "./ui/skeleton";

export type ValueWords = (field: string, value: unknown) => ReactNode;

type TimelineProps<Row extends Stored, Fields, Patch extends object> = {
  resource: Resource<Row, Fields, Patch>;
  id: string;
  /** What a field is called here; a field without a name is not told. */
  labels: Record<string, string>;
  /** How a value reads; undefined for the plain text of it. */
  words: ValueWords;
  canUndo: boolean;
};

type Step = { field: string; label: string; before: unknown; after: unknown };

/** What happened to a record, newest first: one muted line each, with the values standing out. */
export function Timeline<Row extends Stored, Fields, Patch extends object>(props: TimelineProps<Row, Fields, Patch>) {
  const { resource, id } = props;
  const { t } = useTranslation();
  const history = useInfiniteQuery(resource.history(id));
  const changes = (history.data?.pages.flatMap((page) => page.items) ?? []).filter((one) => isTold(one, props.labels));
  return (
    <section aria-label={t("history.title")}>
      <h2 className="mb-2 text-lg font-semibold tracking-[-0.01em]">{t("history.title")}</h2>
      {history.isPending && (
        <div role="status" aria-label={t("history.loading")} className="flex flex-col gap-5 py-3">
          <Skeleton className="w-72 max-w-full" />
          <Skeleton className="w-56 max-w-full" />
        </div>
      )}
      {history.isError && <FailedPart onRetry={() => void history.refetch()}>{t("history.failed")}</FailedPart>}
      {history.isSuccess && changes.length === 0 && <p className="text-muted-foreground">{t("history.nothing")}</p>}
      <ol className="relative flex flex-col">
        {changes.map((change, index) => (
          <ChangeEntry
            key={change.id}
            change={change}
            isFirst={index === 0}
            isLast={index === changes.length - 1}
            {...props}
          />
        ))}
      </ol>
      {history.hasNextPage && (
        <Button
          variant="ghost"
          className="mt-2"
          busy={history.isFetchingNextPage && t("history.loading")}
          onClick={() => void history.fetchNextPage()}
        >
          {t("history.more")}
        </Button>
      )}
    </section>
  );
}

type EntryProps = {
  change: Change;
  labels: Record<string, string>;
  words: ValueWords;
  canUndo: boolean;
  isFirst: boolean;
  isLast: boolean;
  /** When it was, where that is not said in full. */
  when?: ReactNode;
};

type Kind = "created" | "trashed" | "restored" | "changed";

function kindOf(change: Change): Kind {
  if (change.before === null) return "created";
  if (change.after === null) return "trashed";
  if ("deleted_at" in change.after) return change.after.deleted_at === null ? "restored" : "trashed";
  return "changed";
}

function stepsOf(change: Change, labels: Record<string, string>): Step[] {
  return Object.entries(labels)
    .filter(([field]) => change.after !== null && field in change.after)
    .map(([field, label]) => ({ field, label, before: change.before?.[field], after: change.after?.[field] }));
}

/** Whether a change touched anything that has a name here. */
export function isTold(change: Change, labels: Record<string, string>): boolean {
  return kindOf(change) !== "changed" || stepsOf(change, labels).length > 0;
}

const icons = { created: Plus, trashed: Trash2, restored: RotateCcw, changed: PencilLine };

/** One change in one line. Those that say nothing (`isTold`) are left out before, so that the line between them holds. */
export function ChangeEntry({ change, labels, words, canUndo, isFirst, isLast, when }: EntryProps) {
  const { t } = useTranslation();
  const { user } = useMe();
  const kind = kindOf(change);
  const steps = stepsOf(change, labels);
  const actor = change.actor_name ?? (change.actor_id === null ? t("history.system") : t("history.somebody"));
  const mayUndo = canUndo && isFirst && kind === "changed" && change.actor_id === user.id;
  return (
    <TimelineLine icon={icons[kind]} isLast={isLast}>
      <b>{actor}</b>{" "}
      {kind === "changed"
        ? steps.map((step, index) => (
            <Fragment key={step.field}>
              {index > 0 && ` ${t("history.and")} `}
              <StepWords step={step} words={words} />
            </Fragment>
          ))
        : t(`history.${kind}`)}
      {change.actor_kind === "api_key" && ` ${t("history.via_key")}`} {when ?? <Moment at={change.at} />}
      {mayUndo && <UndoLink changeSet={change.change_set_id} />}
    </TimelineLine>
  );
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

function isLong(value: unknown): boolean {
  return typeof value === "object" ? value !== null : typeof value === "string" && value.length > 80;
}

function StepWords({ step, words }: { step: Step; words: ValueWords }) {
  const { t } = useTranslation();
  const { field, label, before, after } = step;
  if (isLong(before) || isLong(after)) {
    return (
      <>
        {t("history.changed")} <b>{label}</b>
      </>
    );
  }
  if (isNothing(after)) {
    return (
      <>
        {t("history.cleared")} {label} <s>{words(field, before)}</s>
      </>
    );
  }
  if (isNothing(before)) {
    return (
      <>
        {t("history.set")} {label} {t("history.to")} <b>{words(field, after)}</b>
      </>
    );
  }
  return (
    <>
      {t("history.changed")} {label} <s>{words(field, before)}</s> {t("history.to")} <b>{words(field, after)}</b>
    </>
  );
}

function UndoLink({ changeSet }: { changeSet: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const run = () =>
    undo(changeSet)
      .then(() => queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "meta" }))
      .then(() => tell(t("undo.done")))
      .catch((error: unknown) => tellFailure(t("undo.failed", { reason: explain(error, t) })));
  return (
    <Button variant="link" className="ml-2" onClick={() => void run()}>
      {t("actions.undo")}
    </Button>
  );
}
