import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, FileText, Paperclip, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Attachment, attach, attachmentsOf, contentOf, fileSizeMax, removeFile } from "@/api/conversations";
import { useCan } from "@/api/session";
import { explain } from "@/components/explain";
import { RailCard } from "@/components/page";
import { tellFailure } from "@/components/toasts";
import { Button, buttonVariants } from "@/components/ui/button";
import { Dialog, DialogContent, DialogFooter, DialogTitle } from "@/components/ui/dialog";
import { useUndoable } from "@/components/use-undo";
import { cn } from "@/lib/classes";
import { formatBytes } from "@/lib/format";

/** The writes of files, each with its undo or its reason. */
export function useFiles(ticketId: string) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const undoable = useUndoable();

  /** Those that are too large are refused before they travel. */
  function fitting(files: readonly File[]): File[] {
    for (const file of files) {
      if (file.size > fileSizeMax)
        tellFailure(t("files.too_large", { name: file.name, limit: formatBytes(fileSizeMax) }));
    }
    return files.filter((file) => file.size <= fileSizeMax);
  }

  /** Sends one after the other; answers those that did not arrive. */
  async function send(files: readonly File[], commentId: string | null): Promise<File[]> {
    const left: File[] = [];
    for (const file of files) {
      try {
        const changeSet = await attach(queries, ticketId, file, commentId);
        if (commentId === null) undoable(t("files.added", { name: file.name }), changeSet);
      } catch (error) {
        left.push(file);
        tellFailure(t("files.not_added", { name: file.name, reason: explain(error, t) }));
      }
    }
    return left;
  }

  async function remove(file: Attachment): Promise<void> {
    try {
      undoable(t("edits.deleted", { label: file.name }), await removeFile(queries, file));
    } catch (error) {
      tellFailure(t("edits.not_deleted", { label: file.name, reason: explain(error, t) }));
    }
  }

  return { fitting, send, remove };
}

/** A picture opens in a dialog; anything else is saved. Nothing that was sent is ever opened as a page. */
export function FileLink({ file, className }: { file: Attachment; className?: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const face = (
    <>
      {file.is_image ? (
        <img
          src={contentOf(file)}
          alt=""
          loading="lazy"
          decoding="async"
          className="size-7 shrink-0 rounded-xs border bg-secondary object-cover"
        />
      ) : (
        <FileText className="size-4 shrink-0 text-muted-foreground" strokeWidth={1.6} aria-hidden />
      )}
      <span className="min-w-0 truncate font-medium">{file.name}</span>
      <span className="shrink-0 text-xs text-muted-foreground tabular-nums">{formatBytes(file.size)}</span>
    </>
  );
  const look = cn(
    "flex h-9 min-w-0 max-w-full items-center gap-2 rounded-sm border bg-card px-1.5 text-left text-foreground hover:bg-accent pointer-coarse:h-11",
    !file.is_image && "px-2.5",
    className,
  );
  if (!file.is_image) {
    return (
      <a href={contentOf(file)} download={file.name} title={file.name} className={look}>
        {face}
      </a>
    );
  }
  return (
    <>
      <button type="button" title={file.name} aria-haspopup="dialog" className={look} onClick={() => setOpen(true)}>
        {face}
      </button>
      <Dialog open={open} onOpenChange={setOpen}>
        <DialogContent className="w-auto max-w-[min(960px,calc(100vw-2rem))]">
          <DialogTitle className="truncate">{file.name}</DialogTitle>
          <img
            src={contentOf(file)}
            alt={t("files.picture", { name: file.name })}
            className="max-h-[70dvh] min-h-24 max-w-full min-w-40 self-center rounded-md bg-secondary object-contain"
          />
          <DialogFooter>
            <a href={contentOf(file)} download={file.name} className={buttonVariants({ variant: "primary" })}>
              <Download aria-hidden />
              {t("files.save")}
            </a>
          </DialogFooter>
        </DialogContent>
      </Dialog>
    </>
  );
}

export function AddFileButton({ onFiles, busy = false }: { onFiles: (files: File[]) => void; busy?: boolean }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        variant="ghost"
        size="icon-small"
        aria-label={t("files.add")}
        disabled={busy}
        onClick={() => input.current?.click()}
      >
        <Paperclip aria-hidden />
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        data-testid="file-input"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          // The same file may be chosen again.
          event.target.value = "";
        }}
      />
    </>
  );
}

/** All files of a ticket, wherever they were added. */
export function TicketFiles({ ticketId }: { ticketId: string }) {
  const { t } = useTranslation();
  const canWrite = useCan("write_tickets");
  const { data, isPending } = useQuery(attachmentsOf(ticketId));
  const files = useFiles(ticketId);
  const [busy, setBusy] = useState(false);
  const rows = data?.items ?? [];
  const add = async (chosen: File[]) => {
    setBusy(true);
    await files.send(files.fitting(chosen), null);
    setBusy(false);
  };
  return (
    <RailCard
      title={t("files.title")}
      count={
        <span className="flex items-center gap-1">
          {rows.length > 0 && rows.length}
          {canWrite && <AddFileButton onFiles={(chosen) => void add(chosen)} busy={busy} />}
        </span>
      }
    >
      {rows.length === 0 && (
        <p className="text-muted-foreground" role={busy ? "status" : undefined}>
          {isPending ? "…" : busy ? t("files.sending") : t("files.none")}
        </p>
      )}
      <ul className="flex flex-col gap-1.5">
        {rows.map((file) => (
          <li key={file.id} className="group relative flex items-center">
            <FileLink file={file} className="flex-1" />
            {canWrite && (
              <Button
                variant="ghost"
                size="icon-small"
                aria-label={t("files.delete", { name: file.name })}
                className="absolute right-1 bg-card opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:static pointer-coarse:opacity-100"
                onClick={() => void files.remove(file)}
              >
                <Trash2 aria-hidden />
              </Button>
            )}
          </li>
        ))}
      </ul>
    </RailCard>
  );
}
