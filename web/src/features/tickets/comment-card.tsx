import { useQueryClient } from "@tanstack/react-query";
import { Globe, Lock } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Attachment, type Comment, comments } from "@/api/conversations";
import { useCan, useMe, useTimeZone } from "@/api/session";
import { useRowActions } from "@/components/data-table/row-actions";
import { Moment } from "@/components/dates";
import { explain } from "@/components/explain";
import { CardMenu, TimelineCard, Words } from "@/components/timeline-entries";
import { tellFailure } from "@/components/toasts";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { useFocusSoon } from "@/components/use-focus";
import { useUndoable } from "@/components/use-undo";
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
    <TimelineCard
      face={<Avatar id={comment.created_by ?? comment.id} name={name} />}
      isLast={isLast}
      isNote={comment.internal}
      name={name}
      hint={
        <>
          {comment.internal ? <Lock strokeWidth={1.6} aria-hidden /> : <Globe strokeWidth={1.6} aria-hidden />}
          <span className="truncate">
            {comment.internal
              ? t("conversation.internal")
              : contactName && !isPhone
                ? t("conversation.public_to", { name: contactName })
                : t("conversation.public")}
          </span>
        </>
      }
      at={
        <>
          <Moment at={comment.created_at} />
          {comment.edited_at && (
            <span title={t("conversation.edited_at", { at: formatFullDateTime(comment.edited_at, zone) })}>
              , {t("conversation.edited")}
            </span>
          )}
        </>
      }
      menu={
        mayDelete &&
        !editing && (
          <CardMenu
            label={t("conversation.comment_actions", { name })}
            className="absolute -top-3 right-2 border-border-strong bg-card opacity-0 shadow-xs group-focus-within:opacity-100 group-hover:opacity-100 data-[popup-open]:opacity-100 pointer-coarse:static pointer-coarse:-mr-2 pointer-coarse:border-transparent pointer-coarse:bg-transparent pointer-coarse:opacity-100 pointer-coarse:shadow-none"
            onEdit={isMine ? () => setEditing(true) : undefined}
            onRemove={() => void actions.remove(comment, t("conversation.comment"))}
          />
        )
      }
    >
      {editing ? <EditComment comment={comment} onDone={() => setEditing(false)} /> : <CommentText comment={comment} />}
      {files.length > 0 && (
        <ul className="mt-2 flex flex-wrap gap-1.5">
          {files.map((file) => (
            <li key={file.id} className="min-w-0">
              <FileLink file={file} />
            </li>
          ))}
        </ul>
      )}
    </TimelineCard>
  );
}

function CommentText({ comment }: { comment: Comment }) {
  const colleagues = useColleagues();
  const mentioned = colleagues.filter(({ id }) => comment.mentions.includes(id));
  return (
    <Words>
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
    </Words>
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
