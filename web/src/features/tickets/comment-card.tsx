import { useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Globe, Lock, Pencil, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Attachment, type Comment, comments } from "@/api/conversations";
import { useCan, useMe, useTimeZone } from "@/api/session";
import { useRowActions } from "@/components/data-table/row-actions";
import { Moment } from "@/components/dates";
import { explain } from "@/components/explain";
import { tellFailure } from "@/components/toasts";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import { useFocusSoon } from "@/components/use-focus";
import { useUndoable } from "@/components/use-undo";
import { cn } from "@/lib/classes";
import { formatFullDateTime } from "@/lib/format";
import { usePhone } from "@/lib/media";
import { MentionField, type MentionFieldHandle, useColleagues } from "./mention-field";
import { mentionedIn, pieces } from "./mentions";
import { FileLink } from "./ticket-files";

type CommentCardProps = {
  comment: Comment;
  files: Attachment[];
  contactName: string | null;
  canWrite: boolean;
  isLast: boolean;
};

/** What somebody said: a card, or the yellow paper that stays inside. */
export function CommentCard({ comment, files, contactName, canWrite, isLast }: CommentCardProps) {
  const { t } = useTranslation();
  const { user } = useMe();
  const zone = useTimeZone();
  const managesAll = useCan("undo_any");
  const actions = useRowActions(comments);
  const [editing, setEditing] = useState(false);
  const isPhone = usePhone();
  const name = comment.created_by_name ?? t("history.system");
  const isMine = comment.created_by === user.id;
  const mayDelete = canWrite && (isMine || managesAll);
  return (
    <li className="group relative flex gap-2.5 pb-4">
      {!isLast && <span className="absolute top-9 bottom-0 left-[13.5px] w-px bg-border" aria-hidden />}
      <Avatar id={comment.created_by ?? comment.id} name={name} className="mt-2" />
      <article
        className={cn(
          "relative min-w-0 flex-1 rounded-lg border bg-card px-3.5 py-2.5",
          comment.internal && "border-dashed border-note-border bg-note-bg",
        )}
      >
        <header className="flex min-h-6 items-center gap-2">
          <span className="truncate font-medium">{name}</span>
          <span
            className={cn(
              "inline-flex min-w-0 items-center gap-1 text-xs text-muted-foreground",
              comment.internal && "shrink-0 text-note-fg",
            )}
          >
            {comment.internal ? (
              <Lock className="size-3.5 shrink-0" strokeWidth={1.6} aria-hidden />
            ) : (
              <Globe className="size-3.5 shrink-0" strokeWidth={1.6} aria-hidden />
            )}
            <span className="truncate">
              {comment.internal
                ? t("conversation.internal")
                : contactName && !isPhone
                  ? t("conversation.public_to", { name: contactName })
                  : t("conversation.public")}
            </span>
          </span>
          <span className={cn("ml-auto shrink-0 text-xs text-muted-foreground", comment.internal && "text-note-fg")}>
            <Moment at={comment.created_at} />
            {comment.edited_at && (
              <span title={t("conversation.edited_at", { at: formatFullDateTime(comment.edited_at, zone) })}>
                , {t("conversation.edited")}
              </span>
            )}
          </span>
          {mayDelete && !editing && (
            <Menu>
              <MenuTrigger
                render={
                  <Button
                    variant="ghost"
                    size="icon-small"
                    aria-label={t("conversation.comment_actions", { name })}
                    className="absolute -top-3 right-2 border-border-strong bg-card opacity-0 shadow-xs group-focus-within:opacity-100 group-hover:opacity-100 data-[popup-open]:opacity-100 pointer-coarse:static pointer-coarse:-mr-2 pointer-coarse:border-transparent pointer-coarse:bg-transparent pointer-coarse:opacity-100 pointer-coarse:shadow-none"
                  />
                }
              >
                <Ellipsis aria-hidden />
              </MenuTrigger>
              <MenuContent align="end">
                {isMine && (
                  <MenuItem onClick={() => setEditing(true)}>
                    <Pencil className="size-4" aria-hidden />
                    {t("actions.edit")}
                  </MenuItem>
                )}
                <MenuItem destructive onClick={() => void actions.remove(comment, t("conversation.comment"))}>
                  <Trash2 className="size-4" aria-hidden />
                  {t("actions.delete")}
                </MenuItem>
              </MenuContent>
            </Menu>
          )}
        </header>
        {editing ? (
          <EditComment comment={comment} onDone={() => setEditing(false)} />
        ) : (
          <CommentText comment={comment} />
        )}
        {files.length > 0 && (
          <ul className="mt-2 flex flex-wrap gap-1.5">
            {files.map((file) => (
              <li key={file.id} className="min-w-0">
                <FileLink file={file} />
              </li>
            ))}
          </ul>
        )}
      </article>
    </li>
  );
}

function CommentText({ comment }: { comment: Comment }) {
  const colleagues = useColleagues();
  const mentioned = colleagues.filter(({ id }) => comment.mentions.includes(id));
  return (
    <p className="text-base whitespace-pre-wrap [overflow-wrap:anywhere]">
      {pieces(comment.body, mentioned).map(({ text, kind, key }) =>
        kind === "link" ? (
          <a
            key={key}
            href={text}
            target="_blank"
            rel="noreferrer"
            className="text-link underline-offset-2 hover:underline"
          >
            {text}
          </a>
        ) : kind === "mention" ? (
          <span key={key} className="font-medium text-link">
            {text}
          </span>
        ) : (
          text
        ),
      )}
    </p>
  );
}

function EditComment({ comment, onDone }: { comment: Comment; onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const colleagues = useColleagues();
  const [body, setBody] = useState(comment.body);
  const [picked, setPicked] = useState(comment.mentions);
  const [busy, setBusy] = useState(false);
  const isEmpty = body.trim() === "";
  const field = useRef<MentionFieldHandle>(null);
  useFocusSoon(field);

  const save = async () => {
    if (isEmpty || busy) return;
    if (body === comment.body) return onDone();
    setBusy(true);
    try {
      const mentions = mentionedIn(body, colleagues, picked);
      const { changeSet } = await comments.update(queries, comment, { body, mentions });
      undoable(t("edits.saved", { label: t("conversation.comment") }), changeSet);
      onDone();
    } catch (error) {
      setBusy(false);
      tellFailure(t("conversation.not_sent", { reason: explain(error, t) }));
    }
  };

  return (
    <div className="mt-1 flex flex-col gap-2">
      <div className="field-edge px-1.5">
        <MentionField
          label={t("conversation.edit")}
          value={body}
          onChange={setBody}
          onMention={(id) => setPicked((before) => [...before, id])}
          onSubmit={() => void save()}
          onCancel={onDone}
          side="below"
          handle={field}
        />
      </div>
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>{t("actions.cancel")}</Button>
        <Button variant="primary" disabled={isEmpty} busy={busy && t("actions.saving")} onClick={() => void save()}>
          {t("actions.save")}
        </Button>
      </div>
    </div>
  );
}
