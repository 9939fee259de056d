import { useQueryClient } from "@tanstack/react-query";
import { StickyNote } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { correctNote, type NoteEntry, removeNote } from "@/api/contact-hub";
import { useCan } from "@/api/session";
import { TimeOfDay } from "@/components/dates";
import { explain } from "@/components/explain";
import { CardMenu, TimelineCard, Words } from "@/components/timeline-entries";
import { tellFailure } from "@/components/toasts";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/input";
import { useUndoable } from "@/components/use-undo";

/** What somebody wrote down, which they or a colleague may correct. */
export function NoteCard({ note, isLast }: { note: NoteEntry; isLast: boolean }) {
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
    <TimelineCard
      face={<Avatar id={note.actor_id ?? note.id} name={name} />}
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
      at={<TimeOfDay at={note.at} />}
      menu={
        canWrite &&
        draft === null && (
          <CardMenu
            label={t("contact_hub.note_actions", { name })}
            className="-my-1 -mr-2 text-note-fg"
            onEdit={() => setDraft(note.body)}
            onRemove={() =>
              void act(() => removeNote(queries, note), t("edits.deleted", { label: t("contact_hub.a_note") }))
            }
          />
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
    </TimelineCard>
  );
}
