import { useQueryClient } from "@tanstack/react-query";
import { AtSign, FileText, Globe, Image, Lock, Send, X } from "lucide-react";
import { type Ref, useImperativeHandle, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { comments } from "@/api/conversations";
import { choiceOf, useEnum } from "@/api/meta";
import { isRecord } from "@/api/problem";
import type { Ticket } from "@/api/resources";
import { useMe } from "@/api/session";
import { explain } from "@/components/explain";
import { tellFailure } from "@/components/toasts";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/tabs";
import { cn } from "@/lib/classes";
import { dropLongDraft, keepLongDraft, longDraft } from "@/lib/drafts";
import { formatBytes } from "@/lib/format";
import { usePhone } from "@/lib/media";
import { MentionField, type MentionFieldHandle, useColleagues } from "./mention-field";
import { mentionedIn } from "./mentions";
import { isDone, useTicketEdits } from "./ticket-edits";
import { AddFileButton, useFiles } from "./ticket-files";

type Draft = { body: string; internal: boolean };

function readDraft(key: string): Draft {
  const kept = longDraft(key);
  if (!isRecord(kept)) return { body: "", internal: false };
  return { body: typeof kept.body === "string" ? kept.body : "", internal: kept.internal === true };
}

export type ComposerHandle = { add: (files: File[]) => void };

/** Writes to the customer or to colleagues; the paper says which. What is typed survives a reload, files do not. */
export function CommentComposer({ ticket, handle }: { ticket: Ticket; handle?: Ref<ComposerHandle> }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const queries = useQueryClient();
  const edits = useTicketEdits();
  const statuses = useEnum("ticket_status");
  const colleagues = useColleagues();
  const attachments = useFiles(ticket.id);
  const draftKey = `${user.id}/tickets/${ticket.id}/comment`;
  const [draft, setDraft] = useState(() => readDraft(draftKey));
  const [picked, setPicked] = useState<string[]>([]);
  const [files, setFiles] = useState<File[]>([]);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState("");
  const isPhone = usePhone();
  const field = useRef<MentionFieldHandle>(null);
  const { body, internal } = draft;
  const hasText = body.trim() !== "";
  const isReady = hasText || files.length > 0;
  const waiting = choiceOf(statuses, "Waiting").label;

  const add = (chosen: File[]) => {
    setFiles((before) => [...before, ...attachments.fitting(chosen)]);
    field.current?.focus();
  };
  useImperativeHandle(handle, () => ({ add }));

  const keep = (next: Draft) => {
    setDraft(next);
    setSaid("");
    if (next.body === "") dropLongDraft(draftKey);
    else keepLongDraft(draftKey, next);
  };

  const send = async (): Promise<boolean> => {
    if (!isReady || busy) return false;
    setBusy(true);
    try {
      let commentId: string | null = null;
      if (hasText) {
        const mentions = mentionedIn(body, colleagues, picked);
        const { row } = await comments.create(queries, { ticket_id: ticket.id, body: body.trim(), internal, mentions });
        commentId = row.id;
        keep({ body: "", internal });
        setPicked([]);
      }
      // The comment stands; a file that did not arrive stays here and can be sent again.
      setFiles(await attachments.send(files, commentId));
      setSaid(t("conversation.sent"));
      field.current?.focus();
      return true;
    } catch (error) {
      tellFailure(t("conversation.not_sent", { reason: explain(error, t) }));
      return false;
    } finally {
      setBusy(false);
    }
  };

  const placeholder = internal
    ? t("conversation.note")
    : ticket.contact_name
      ? t("conversation.reply_to", { name: ticket.contact_name })
      : t("conversation.reply");
  const sendButton = (
    <Button
      variant="primary"
      size={isPhone ? "icon" : "default"}
      disabled={!isReady}
      busy={busy && (isPhone ? " " : t("conversation.sending"))}
      {...(isPhone && { "aria-label": t("conversation.send") })}
      onClick={() => void send()}
    >
      {isPhone ? <Send aria-hidden /> : t("conversation.send")}
    </Button>
  );
  return (
    <section aria-label={t("conversation.write")} className="shrink-0 px-7 pt-1 pb-5 max-[759px]:px-4 max-[759px]:pb-3">
      <div
        className={cn(
          "field-edge flex flex-col gap-1 rounded-md px-2 pt-2 pb-2 focus-within:border-ring",
          internal && "border-dashed border-note-border bg-note-bg focus-within:border-note-fg",
        )}
      >
        <div className="flex items-center gap-1">
          <Segmented
            label={t("conversation.kind")}
            value={internal ? "internal" : "public"}
            onChange={(kind) => {
              keep({ body, internal: kind === "internal" });
              field.current?.focus();
            }}
            choices={[
              { value: "public", label: <Kind icon={Globe}>{t("conversation.public_reply")}</Kind> },
              { value: "internal", label: <Kind icon={Lock}>{t("conversation.internal")}</Kind> },
            ]}
          />
          <span className="flex-1" />
          <Button
            variant="ghost"
            size="icon-small"
            aria-label={t("conversation.mention")}
            onClick={() => field.current?.beginMention()}
          >
            <AtSign aria-hidden />
          </Button>
          <AddFileButton onFiles={add} busy={busy} />
        </div>
        <div className="flex items-end gap-1.5">
          <div className="min-w-0 flex-1">
            <MentionField
              handle={field}
              label={placeholder}
              placeholder={placeholder}
              value={body}
              onChange={(text) => keep({ body: text, internal })}
              onMention={(id) => setPicked((before) => [...before, id])}
              onSubmit={() => void send()}
              onFiles={add}
              side="above"
            />
          </div>
          {isPhone && sendButton}
        </div>
        {files.length > 0 && (
          <ul className="flex flex-wrap gap-1.5 px-1 pb-1">
            {files.map((file, index) => (
              <li
                // biome-ignore lint/suspicious/noArrayIndexKey: two files may have one name, and none moves.
                key={`${file.name}-${index}`}
                className="flex h-7 max-w-full min-w-0 items-center gap-1.5 rounded-sm border bg-card pl-2 text-xs pointer-coarse:h-11"
              >
                {file.type.startsWith("image/") ? (
                  <Image className="size-3.5 shrink-0 text-muted-foreground" aria-hidden />
                ) : (
                  <FileText className="size-3.5 shrink-0 text-muted-foreground" aria-hidden />
                )}
                <span className="min-w-0 truncate font-medium">{file.name}</span>
                <span className="shrink-0 text-muted-foreground tabular-nums">{formatBytes(file.size)}</span>
                <button
                  type="button"
                  aria-label={t("files.leave_out", { name: file.name })}
                  className="grid size-6 shrink-0 place-items-center rounded-xs text-muted-foreground hover:text-foreground pointer-coarse:size-11"
                  onClick={() => setFiles((before) => before.filter((other) => other !== file))}
                >
                  <X className="size-3.5" aria-hidden />
                </button>
              </li>
            ))}
          </ul>
        )}
        {isPhone ? (
          <span className="sr-only" role="status">
            {said}
          </span>
        ) : (
          <div className="flex flex-wrap items-center justify-end gap-2">
            <span className="mr-auto px-1 text-xs text-muted-foreground" role="status">
              {said || (hasText ? t("conversation.draft") : "")}
            </span>
            {!internal && !isDone(ticket) && ticket.status !== "Waiting" && (
              <Button
                disabled={!isReady}
                onClick={async () => {
                  if (await send()) await edits.setStatus(ticket, "Waiting", waiting);
                }}
              >
                {t("conversation.send_and_wait", { status: waiting })}
              </Button>
            )}
            {sendButton}
          </div>
        )}
      </div>
    </section>
  );
}

function Kind({ icon: Icon, children }: { icon: typeof Globe; children: string }) {
  return (
    <>
      <Icon className="size-3.5" strokeWidth={1.6} aria-hidden />
      {children}
    </>
  );
}
