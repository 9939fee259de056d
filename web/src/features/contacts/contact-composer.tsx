import { useQueryClient } from "@tanstack/react-query";
import { PencilLine, Phone, StickyNote } from "lucide-react";
import { useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { writeNote } from "@/api/contact-hub";
import { events } from "@/api/events";
import { isRecord } from "@/api/problem";
import type { Contact } from "@/api/resources";
import { useCan, useMe } from "@/api/session";
import { explain } from "@/components/explain";
import { tellFailure } from "@/components/toasts";
import { Button } from "@/components/ui/button";
import { Field, FieldLabel } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { Segmented } from "@/components/ui/tabs";
import { useUndoable } from "@/components/use-undo";
import { dropLongDraft, keepLongDraft, longDraft } from "@/lib/drafts";
import { useHotkeys } from "@/lib/hotkeys";

type Draft = { body: string; isCall: boolean };

function readDraft(key: string): Draft {
  const kept = longDraft(key);
  if (!isRecord(kept)) return { body: "", isCall: false };
  return { body: typeof kept.body === "string" ? kept.body : "", isCall: kept.isCall === true };
}

/** Writes a note, or logs a call that has just ended. What is typed survives a reload. */
export function ContactComposer({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const canNote = useCan("write_contacts");
  const canCall = useCan("write_events");
  const id = useId();
  const people = contact.contact_persons.map((person) => person.name);
  const draftKey = `${user.id}/contacts/${contact.id}/note`;
  const [draft, setDraft] = useState(() => readDraft(draftKey));
  const [isOpen, setOpen] = useState(draft.body !== "");
  const [person, setPerson] = useState(contact.primary_contact ?? people[0] ?? "");
  const [minutes, setMinutes] = useState("5");
  const [isBusy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const { body, isCall } = draft;
  const length = Number(minutes);
  const isReady = isCall ? Number.isInteger(length) && length >= 1 && length <= 1440 : body.trim() !== "";

  const open = () => {
    setOpen(true);
    requestAnimationFrame(() => field.current?.focus());
  };
  useHotkeys({ n: () => (isOpen ? field.current?.focus() : open()) }, canNote);
  if (!canNote) return null;

  const keep = (next: Draft) => {
    setDraft(next);
    if (next.body === "") dropLongDraft(draftKey);
    else keepLongDraft(draftKey, next);
  };
  const close = () => {
    setOpen(false);
    requestAnimationFrame(() => opener.current?.focus());
  };
  const save = async () => {
    if (!isReady || isBusy) return;
    setBusy(true);
    try {
      if (isCall) {
        const end = new Date();
        const who = person.trim() || contact.name;
        const { changeSet } = await events.create(queries, {
          title: t("contact_hub.call_with", { name: who }).slice(0, 200),
          type: "Call",
          contact_id: contact.id,
          start_at: new Date(end.getTime() - length * 60_000).toISOString(),
          end_at: end.toISOString(),
          all_day: false,
          assigned_user_id: user.id,
          status: "Done",
          notes: body.trim() || null,
        });
        undoable(t("contact_hub.call_logged"), changeSet);
      } else {
        undoable(t("contact_hub.note_saved"), await writeNote(queries, contact.id, body.trim()));
      }
      keep({ body: "", isCall: false });
      close();
    } catch (error) {
      tellFailure(t("contact_hub.not_saved", { reason: explain(error, t) }));
    } finally {
      setBusy(false);
    }
  };

  if (!isOpen) {
    return (
      <button
        ref={opener}
        type="button"
        onClick={open}
        className="field-edge flex h-9 w-full items-center gap-2.5 px-3 text-left text-muted-foreground pointer-coarse:h-11"
      >
        <PencilLine className="size-4 shrink-0" strokeWidth={1.6} aria-hidden />
        <span className="min-w-0 flex-1 truncate">{t("contact_hub.write_hint")}</span>
        <Kbd>N</Kbd>
      </button>
    );
  }
  return (
    <section
      aria-label={t("contact_hub.write")}
      className="field-edge flex flex-col gap-2 rounded-md p-2.5 focus-within:border-ring"
    >
      {canCall && (
        <span className="self-start">
          <Segmented
            label={t("contact_hub.write")}
            value={isCall ? "call" : "note"}
            onChange={(kind) => {
              keep({ body, isCall: kind === "call" });
              field.current?.focus();
            }}
            choices={[
              { value: "note", label: <Kind icon={StickyNote}>{t("contact_hub.note")}</Kind> },
              { value: "call", label: <Kind icon={Phone}>{t("contact_hub.call")}</Kind> },
            ]}
          />
        </span>
      )}
      {isCall && (
        <div className="flex gap-2.5">
          <Field>
            <FieldLabel htmlFor={`${id}-with`}>{t("contact_hub.with")}</FieldLabel>
            <Input
              id={`${id}-with`}
              value={person}
              list={`${id}-people`}
              maxLength={150}
              autoComplete="off"
              onChange={(event) => setPerson(event.target.value)}
            />
            <datalist id={`${id}-people`}>
              {people.map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          </Field>
          <Field className="max-w-24">
            <FieldLabel htmlFor={`${id}-minutes`}>{t("contact_hub.minutes")}</FieldLabel>
            <Input
              id={`${id}-minutes`}
              type="number"
              min={1}
              max={1440}
              value={minutes}
              onChange={(event) => setMinutes(event.target.value)}
            />
          </Field>
        </div>
      )}
      <Textarea
        ref={field}
        aria-label={isCall ? t("contact_hub.call_placeholder") : t("contact_hub.note_placeholder")}
        placeholder={isCall ? t("contact_hub.call_placeholder") : t("contact_hub.note_placeholder")}
        value={body}
        maxLength={20_000}
        onChange={(event) => keep({ body: event.target.value, isCall })}
        onKeyDown={(event) => {
          if (event.key === "Escape") close();
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void save();
        }}
      />
      <div className="flex items-center justify-end gap-2">
        <span className="mr-auto text-xs text-muted-foreground">{body !== "" && t("conversation.draft")}</span>
        <Button variant="ghost" onClick={close}>
          {t("actions.cancel")}
        </Button>
        <Button variant="primary" disabled={!isReady} busy={isBusy && t("actions.saving")} onClick={() => void save()}>
          {isCall ? t("contact_hub.log_call") : t("contact_hub.save_note")}
        </Button>
      </div>
    </section>
  );
}

function Kind({ icon: Icon, children }: { icon: typeof Phone; children: string }) {
  return (
    <>
      <Icon className="size-3.5" strokeWidth={1.6} aria-hidden />
      {children}
    </>
  );
}
