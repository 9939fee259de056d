import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, linkOptions } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type Import,
  type ImportResource,
  importQuery,
  isBusy,
  previewImport,
  runImport,
  undoImport,
} from "@/api/imports";
import { explain } from "@/components/explain";
import { importLink } from "@/components/import-links";
import { Page } from "@/components/page";
import { RecordFaces } from "@/components/record";
import { tell, tellFailure } from "@/components/toasts";
import { Button, buttonVariants } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { cn } from "@/lib/classes";
import { formatCount } from "@/lib/format";
import { ClearBrowser } from "./clear-browser";
import { ImportOutcomes } from "./import-outcomes";
import { isDone, listOf, Notice } from "./import-parts";
import { LegacyOutcomes } from "./legacy-outcomes";
import { MappingForm } from "./mapping-form";

const steps = ["columns", "preview", "done"] as const;
type Step = (typeof steps)[number];
/** Data of the old application has no columns to choose from. */
const legacySteps = ["preview", "done"] as const;

type PageProps = {
  id: string;
  /** Whether the columns are wanted again, although there is a preview. */
  columns: boolean;
  onColumns: (columns: boolean) => void;
};

/** One import, from its columns to its result. Its address is all that it needs to be found again. */
export function ImportRunPage({ id, columns, onColumns }: PageProps) {
  const { t } = useTranslation();
  const query = useQuery(importQuery(id));
  const parent = { label: t("importing.title"), link: { to: "/import" } };
  return (
    <RecordFaces query={query} parent={parent}>
      {(row) => (
        <Page title={row.file_name} parent={parent}>
          <div className="min-h-0 flex-1 overflow-y-auto">
            <div className="flex max-w-[900px] flex-col gap-6 px-[var(--shell-gutter)] py-6 max-[759px]:px-4 max-[759px]:pt-2">
              <StepList steps={row.resource === "legacy" ? legacySteps : steps} step={stepOf(row, columns)} />
              <Body row={row} columns={columns} onColumns={onColumns} />
            </div>
          </div>
        </Page>
      )}
    </RecordFaces>
  );
}

/** What was pressed goes away with its step; the focus stays on the page instead of going back to its beginning. */
function useFocusKept(step: string): void {
  const before = useRef(step);
  useEffect(() => {
    if (before.current !== step && document.activeElement === document.body) document.getElementById("main")?.focus();
    before.current = step;
  }, [step]);
}

function stepOf(row: Import, columns: boolean): Step {
  if (isDone(row) || row.status === "importing") return "done";
  if (row.resource === "legacy" || row.status === "previewing" || (row.status === "previewed" && !columns))
    return "preview";
  return "columns";
}

function StepList({ steps, step }: { steps: readonly Step[]; step: Step }) {
  const { t } = useTranslation();
  const place = steps.indexOf(step);
  return (
    <ol aria-label={t("imports.steps")} className="flex flex-wrap items-center gap-x-5 gap-y-1.5">
      {steps.map((name, index) => (
        <li
          key={name}
          aria-current={name === step ? "step" : undefined}
          className={cn(
            "flex items-center gap-2 text-muted-foreground",
            index === place && "font-semibold text-foreground",
          )}
        >
          <span
            className={cn(
              "grid size-[22px] place-items-center rounded-full bg-secondary text-xs tabular-nums",
              index <= place && "bg-primary text-primary-foreground",
            )}
            aria-hidden
          >
            {index + 1}
          </span>
          {t(`imports.step.${name}`)}
        </li>
      ))}
    </ol>
  );
}

function Body({ row, columns, onColumns }: { row: Import; columns: boolean; onColumns: (columns: boolean) => void }) {
  const { t } = useTranslation();
  useFocusKept(`${row.status} ${columns}`);
  if (isBusy(row)) return <Working row={row} />;
  if (isDone(row)) return <Result row={row} />;
  if (row.expires_at === null) {
    return (
      <Notice tone="warning">
        {t("imports.gone")} <SendAgain resource={row.resource} className="font-semibold underline" />
      </Notice>
    );
  }
  if (row.status === "previewed" && !columns) return <Preview row={row} onColumns={() => onColumns(true)} />;
  return (
    <>
      {row.status === "failed" && (
        <Notice tone="destructive" title={t("imports.failed_title")}>
          {row.message}
        </Notice>
      )}
      {row.resource === "legacy" ? (
        <LookAgain row={row} />
      ) : (
        <MappingForm
          row={row}
          onDone={() => onColumns(false)}
          cancel={row.status === "previewed" && <Button onClick={() => onColumns(false)}>{t("actions.cancel")}</Button>}
        />
      )}
    </>
  );
}

function SendAgain({ resource, className }: { resource: ImportResource; className: string }) {
  const { t } = useTranslation();
  const to = resource === "legacy" ? linkOptions({ to: "/import/legacy" }) : importLink(resource);
  return (
    <Link {...to} className={className}>
      {t("imports.again")}
    </Link>
  );
}

/** Data of the old application that nobody has looked at yet, or that could not be looked at. */
function LookAgain({ row }: { row: Import }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const look = () => previewImport(queries, row.id, [], null).catch((error: unknown) => tellFailure(explain(error, t)));
  return (
    <div>
      <Button variant="primary" onClick={() => void look()}>
        {t("imports.preview")}
      </Button>
    </div>
  );
}

function Working({ row }: { row: Import }) {
  const { t } = useTranslation();
  const rows = { count: row.row_count, rows: formatCount(row.row_count) };
  const words = row.status === "importing" ? t("imports.importing", rows) : t("imports.looking", rows);
  return (
    <section className="flex flex-col gap-3" aria-label={words}>
      <StepHead title={words} />
      <Progress label={words} value={row.steps === 0 ? 0 : row.done / row.steps} />
      <p className="text-muted-foreground">{t("imports.progress_text")}</p>
    </section>
  );
}

function Preview({ row, onColumns }: { row: Import; onColumns: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const writes = (row.counts?.created ?? 0) + (row.counts?.updated ?? 0);
  const run = async () => {
    setBusy(true);
    try {
      await runImport(queries, row.id);
    } catch (error) {
      tellFailure(explain(error, t));
      void queries.invalidateQueries({ queryKey: importQuery(row.id).queryKey });
      setBusy(false);
    }
  };
  return (
    <>
      {row.message && (
        <Notice tone="warning" title={t("imports.changed_title")}>
          {row.message}
        </Notice>
      )}
      <StepHead title={t("imports.preview_title")} text={t("imports.preview_text")}>
        <Button
          variant="primary"
          disabled={writes === 0}
          busy={busy && t("imports.starting")}
          onClick={() => void run()}
        >
          {writes === 0 ? t("imports.nothing_to_do") : t("imports.run", { count: writes, rows: formatCount(writes) })}
        </Button>
        {row.resource !== "legacy" && <Button onClick={onColumns}>{t("imports.change_columns")}</Button>}
      </StepHead>
      {/* All of it is here: nothing will be imported that could offer this. */}
      {writes === 0 && row.resource === "legacy" && <ClearBrowser row={row} />}
      <Outcomes row={row} />
    </>
  );
}

function Outcomes({ row }: { row: Import }) {
  return row.resource === "legacy" ? <LegacyOutcomes row={row} /> : <ImportOutcomes row={row} />;
}

function Result({ row }: { row: Import }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const isUndone = row.status === "undone";
  const undo = async () => {
    setBusy(true);
    try {
      await undoImport(queries, row.id);
      tell(t("imports.undone"));
    } catch (error) {
      tellFailure(t("undo.failed", { reason: explain(error, t) }));
    }
    setBusy(false);
  };
  return (
    <>
      <StepHead
        title={isUndone ? t("imports.undone_title") : t("imports.done_title")}
        text={isUndone ? t("imports.undone_text") : undefined}
      >
        <Link to={listOf[row.resource]} className={buttonVariants({ variant: "primary" })}>
          {t(`imports.open.${row.resource}`)}
        </Link>
        {isUndone ? (
          <SendAgain resource={row.resource} className={buttonVariants()} />
        ) : (
          <Button busy={busy && t("imports.undoing")} onClick={() => void undo()}>
            {t("imports.undo")}
          </Button>
        )}
      </StepHead>
      {!isUndone && row.resource === "legacy" && <ClearBrowser row={row} />}
      {!isUndone && <Outcomes row={row} />}
    </>
  );
}

/** Where an import stands and what can be done now; the many rows come below. */
function StepHead({ title, text, children }: { title: string; text?: string | undefined; children?: ReactNode }) {
  return (
    <div className="flex flex-col gap-4">
      <div role="status">
        <h2 className="text-lg font-semibold tracking-[-0.01em]">{title}</h2>
        {text && <p className="mt-0.5 text-muted-foreground">{text}</p>}
      </div>
      {children && <div className="flex flex-wrap gap-2">{children}</div>}
    </div>
  );
}
