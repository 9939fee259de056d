import { useQueryClient } from "@tanstack/react-query";
import { CalendarPlus, FileUp, Repeat } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { eventSeries, events, type ImportReport, importEvents } from "@/api/events";
import { Problem } from "@/api/problem";
import { useTimeZone } from "@/api/session";
import type { Placement } from "@/components/calendar/calendar-entry";
import { explain } from "@/components/explain";
import { tellFailure } from "@/components/toasts";
import { Badge } from "@/components/ui/badge";
import { Button, buttonVariants } from "@/components/ui/button";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogTitle,
} from "@/components/ui/dialog";
import { useUndoable } from "@/components/use-undo";
import { cn } from "@/lib/classes";
import { words } from "./event-times";

type Item = ImportReport["items"][number];
type Chosen = { file: File; report: ImportReport };

const tones = { create: "success", update: "info", skip: "plain" } as const;

/** Takes over a calendar file: first what is in it, then, if that is wanted, all of it in one change. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [refusal, setRefusal] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);

  const look = async (file: File) => {
    setBusy(true);
    setChosen(null);
    setRefusal(null);
    try {
      const { report } = await importEvents(file, true);
      setChosen({ file, report });
    } catch (error) {
      setRefusal(error);
    } finally {
      setBusy(false);
    }
  };
  const take = async ({ file }: Chosen) => {
    setBusy(true);
    try {
      const { changeSet } = await importEvents(file, false);
      await Promise.all([events.refresh(queries), eventSeries.refresh(queries)]);
      undoable(t("events.imported", { name: file.name }), changeSet);
      onClose();
    } catch (error) {
      tellFailure(explain(error, t));
      setBusy(false);
    }
  };
  const isUseful = chosen !== null && chosen.report.created + chosen.report.updated > 0;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-[640px]">
        <DialogTitle>{t("events.import_title")}</DialogTitle>
        <DialogDescription>{t("events.import_text")}</DialogDescription>
        <FileChoice
          label={chosen || refusal ? t("events.import_another") : t("events.import_choose")}
          onChoose={(file) => void look(file)}
        />
        {isBusy && !chosen && <p role="status">{t("events.import_reading")}</p>}
        {refusal !== null && <Refusal error={refusal} />}
        {chosen && <Found report={chosen.report} name={chosen.file.name} />}
        <DialogFooter>
          <DialogClose render={<Button variant="ghost" />}>{t("actions.cancel")}</DialogClose>
          {chosen && isUseful && (
            <Button variant="primary" disabled={isBusy} onClick={() => void take(chosen)}>
              <CalendarPlus aria-hidden />
              {isBusy ? t("events.import_going") : t("events.import_go")}
            </Button>
          )}
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

function FileChoice({ label, onChoose }: { label: string; onChoose: (file: File) => void }) {
  const id = useId();
  return (
    <span className="self-start">
      <input
        id={id}
        type="file"
        accept=".ics,text/calendar"
        className="peer sr-only"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onChoose(file);
          // The same file may be chosen again once it was mended.
          event.target.value = "";
        }}
      />
      <label htmlFor={id} className={cn(buttonVariants(), "cursor-default peer-focus-visible:shadow-[var(--focus)]")}>
        <FileUp aria-hidden />
        {label}
      </label>
    </span>
  );
}

/** Which lines of the file are wrong, and why. */
function Refusal({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const fields = error instanceof Problem ? error.fields : [];
  return (
    <div role="alert" className="rounded-sm bg-destructive-bg px-3 py-2 text-destructive-fg">
      <p className="font-medium">{fields.length > 0 ? t("events.import_refused") : explain(error, t)}</p>
      <ul className="mt-1 list-disc pl-5 empty:hidden">
        {fields.map((field) => (
          <li key={field.detail} className="[overflow-wrap:anywhere]">
            {field.detail}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Found({ report, name }: { report: ImportReport; name: string }) {
  const { t } = useTranslation();
  const { created, updated, skipped, items, left_out: leftOut } = report;
  const more = created + updated + skipped - items.length;
  if (items.length === 0) return <p role="status">{t("events.import_nothing")}</p>;
  return (
    <section aria-label={name} className="flex flex-col gap-2">
      <p role="status" className="font-medium tabular-nums">
        {t("events.import_counts", { created, updated, skipped })}
      </p>
      <ul className="max-h-[40dvh] overflow-y-auto rounded-sm border">
        {items.map((item) => (
          <FoundItem key={item.line} item={item} />
        ))}
        {more > 0 && <li className="px-3 py-2 text-muted-foreground">{t("events.import_more", { count: more })}</li>}
      </ul>
      {leftOut > 0 && <p className="text-muted-foreground">{t("events.import_left_out", { count: leftOut })}</p>}
    </section>
  );
}

function placementOf({ start_at: start, end_at: end, start_date: day, end_date: lastDay }: Item): Placement | null {
  if (start !== null && end !== null) return { allDay: false, start, end };
  if (day === null) return null;
  return lastDay !== null && lastDay > day ? { allDay: true, day, lastDay } : { allDay: true, day };
}

function FoundItem({ item }: { item: Item }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const at = placementOf(item);
  return (
    <li className="flex items-start gap-3 border-b px-3 py-2 last:border-0">
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-1.5 font-medium">
          {item.rrule && <Repeat className="size-3.5 shrink-0" aria-label={t("repeat.repeats")} />}
          <span className="[overflow-wrap:anywhere]">{item.title}</span>
        </span>
        <span className="block text-xs text-muted-foreground tabular-nums">
          {at && words(at, zone, t)}, {t("events.import_line", { line: item.line })}
        </span>
        {item.note && <span className="block text-xs text-warning-fg">{item.note}</span>}
      </span>
      <Badge tone={tones[item.action]}>{t(`events.import_actions.${item.action}`)}</Badge>
    </li>
  );
}
