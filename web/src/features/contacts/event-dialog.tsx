import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, Trash2 } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ContactEvent, eventOf, removeEvent, saveEvent } from "@/api/contact-hub";
import { useEnum } from "@/api/meta";
import { Problem } from "@/api/problem";
import type { Contact } from "@/api/resources";
import { useCan, useMe, useTimeZone } from "@/api/session";
import { explain } from "@/components/explain";
import { type Reference, ReferencePicker } from "@/components/reference-picker";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogFooter, DialogTitle } from "@/components/ui/dialog";
import { Field, FieldDescription, FieldError, FieldLabel } from "@/components/ui/field";
import { Glyph } from "@/components/ui/glyphs";
import { Input, Textarea } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { useUndoable } from "@/components/use-undo";
import { addMinutes, minutesBetween } from "@/lib/calendar";
import { formatLongDate, fromLocalField, localDay, toLocalField } from "@/lib/format";

type DialogProps = {
  contact: Contact;
  /** The event that is edited; without it a new one is made. */
  id?: string;
  /** What a new one is, when that is known. */
  type?: EventType;
  title?: string;
  onClose: () => void;
};
type EventType = NonNullable<ContactEvent["type"]>;

const types: Record<EventType, true> = { Call: true, Meeting: true, "Follow-up": true, Renewal: true, Other: true };
const statuses: Record<ContactEvent["status"], true> = {
  Planned: true,
  "In Progress": true,
  Done: true,
  Cancelled: true,
};

function isType(value: string | null): value is EventType {
  return value !== null && value in types;
}

function isStatus(value: string | null): value is ContactEvent["status"] {
  return value !== null && value in statuses;
}

/** An event with a contact: planned, changed, marked as done. */
export function EventDialog({ contact, id, type, title, onClose }: DialogProps) {
  const { t } = useTranslation();
  const query = useQuery({ ...eventOf(id ?? ""), enabled: id !== undefined });
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        <DialogTitle>{id === undefined ? t("contact_hub.event_new") : t("contact_hub.event_edit")}</DialogTitle>
        {id === undefined || query.data ? (
          <EventForm
            contact={contact}
            event={query.data ?? null}
            start={{ type: type ?? "Meeting", title: title ?? "" }}
            onClose={onClose}
          />
        ) : query.isError ? (
          <FieldError>{t("contact_hub.event_failed")}</FieldError>
        ) : (
          <div className="flex flex-col gap-4 py-2" role="status" aria-label={t("lists.loading")}>
            <Skeleton className="w-full" />
            <Skeleton className="w-2/3" />
          </div>
        )}
      </DialogContent>
    </Dialog>
  );
}

type FormProps = {
  contact: Contact;
  event: ContactEvent | null;
  start: { type: EventType; title: string };
  onClose: () => void;
};

/** The next full hour of today, or of the day that the clock makes of it. */
function soon(): string {
  const hour = 3_600_000;
  return new Date(Math.ceil((Date.now() + 1) / hour) * hour).toISOString();
}

function EventForm({ contact, event, start, onClose }: FormProps) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const { user } = useMe();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const canWrite = useCan("write_events");
  const id = useId();
  const [title, setTitle] = useState(event?.title ?? start.title);
  const [type, setType] = useState<EventType | null>(event ? event.type : start.type);
  const [status, setStatus] = useState(event?.status ?? "Planned");
  const [from, setFrom] = useState(() => event?.start_at ?? soon());
  const [to, setTo] = useState(() => event?.end_at ?? addMinutes(from, 30));
  const [location, setLocation] = useState(event?.location ?? "");
  const [notes, setNotes] = useState(event?.notes ?? "");
  const [person, setPerson] = useState<Reference | null>(
    event
      ? event.assigned_user_id === null
        ? null
        : { id: event.assigned_user_id, name: event.assigned_user_name ?? "" }
      : { id: user.id, name: user.name ?? user.email },
  );
  const [problem, setProblem] = useState<{ field: string; text: string } | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isBackwards = minutesBetween(from, to) <= 0;
  const typeChoices = useEnum("event_type").map(choice);
  const statusChoices = useEnum("event_status").map(choice);

  const act = async (write: () => Promise<string | null>, message: string) => {
    setBusy(true);
    try {
      undoable(message, await write());
      onClose();
    } catch (error) {
      const fault = error instanceof Problem ? error.fields[0] : undefined;
      setProblem({ field: fault?.pointer.slice(1) ?? "", text: fault?.detail ?? explain(error, t) });
      setBusy(false);
    }
  };
  const save = (as: ContactEvent["status"]) => {
    const name = title.trim();
    if (name === "" || isBackwards || isBusy) return;
    const body = {
      title: name,
      type,
      contact_id: event ? event.contact_id : contact.id,
      start_at: from,
      end_at: to,
      all_day: event?.all_day ?? false,
      assigned_user_id: person?.id ?? null,
      status: as,
      location: location.trim() || null,
      notes: notes.trim() || null,
    };
    const words = event
      ? t("contact_hub.event_saved", { title: name })
      : t("contact_hub.event_created", { title: name });
    void act(() => saveEvent(queries, body, event ?? undefined), words);
  };
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault();
    save(status);
  };
  // The length stays when the start moves.
  const moveStart = (next: string) => {
    setTo(addMinutes(next, Math.max(minutesBetween(from, to), 5)));
    setFrom(next);
  };
  const errorOf = (field: string) => problem?.field === field && <FieldError>{problem.text}</FieldError>;
  return (
    <form className="flex flex-col gap-4" onSubmit={submit}>
      <Field>
        <FieldLabel htmlFor={`${id}-title`} required>
          {t("contact_hub.event_title")}
        </FieldLabel>
        <Input
          id={`${id}-title`}
          value={title}
          maxLength={200}
          required
          autoFocus
          readOnly={!canWrite}
          onChange={({ target }) => setTitle(target.value)}
        />
        {errorOf("title")}
      </Field>
      <div className="flex gap-4 max-[759px]:flex-col">
        <Field>
          <FieldLabel htmlFor={`${id}-type`}>{t("contact_hub.event_type")}</FieldLabel>
          <Select
            id={`${id}-type`}
            choices={typeChoices}
            value={type}
            disabled={!canWrite}
            onChange={(value) => isType(value) && setType(value)}
          />
        </Field>
        <Field>
          <FieldLabel htmlFor={`${id}-status`}>{t("contact_hub.event_status")}</FieldLabel>
          <Select
            id={`${id}-status`}
            choices={statusChoices}
            value={status}
            disabled={!canWrite}
            onChange={(value) => isStatus(value) && setStatus(value)}
          />
        </Field>
      </div>
      {event?.all_day ? (
        <p className="text-muted-foreground">
          {t("contact_hub.event_whole")}: {formatLongDate(localDay(event.start_at, zone), true)}
        </p>
      ) : (
        <>
          <div className="flex gap-4 max-[759px]:flex-col">
            <Field>
              <FieldLabel htmlFor={`${id}-from`}>{t("contact_hub.event_from")}</FieldLabel>
              <Input
                id={`${id}-from`}
                type="datetime-local"
                required
                readOnly={!canWrite}
                value={toLocalField(from, zone)}
                onChange={({ target }) => target.value && moveStart(fromLocalField(target.value, zone))}
              />
              {errorOf("start_at")}
            </Field>
            <Field>
              <FieldLabel htmlFor={`${id}-to`}>{t("contact_hub.event_to")}</FieldLabel>
              <Input
                id={`${id}-to`}
                type="datetime-local"
                required
                readOnly={!canWrite}
                value={toLocalField(to, zone)}
                aria-invalid={isBackwards || undefined}
                aria-describedby={isBackwards ? `${id}-backwards` : undefined}
                onChange={({ target }) => target.value && setTo(fromLocalField(target.value, zone))}
              />
              {isBackwards && <FieldError id={`${id}-backwards`}>{t("contact_hub.event_backwards")}</FieldError>}
              {errorOf("end_at")}
            </Field>
          </div>
          <FieldDescription className="-mt-2">{t("bookings.zone", { zone })}</FieldDescription>
        </>
      )}
      <div className="flex gap-4 max-[759px]:flex-col">
        <Field>
          <FieldLabel>{t("contact_hub.event_person")}</FieldLabel>
          <ReferencePicker
            kind="user"
            label={t("contact_hub.event_person")}
            value={person}
            none={t("people.unassigned")}
            onPick={setPerson}
            trigger={
              <button
                type="button"
                className="field-edge flex h-[34px] w-full items-center gap-2 px-2.5 text-left pointer-coarse:h-11"
              />
            }
          >
            {person && <Avatar id={person.id} name={person.name} size="small" />}
            <span className="truncate">{person?.name ?? t("people.unassigned")}</span>
          </ReferencePicker>
          {errorOf("assigned_user_id")}
        </Field>
        <Field>
          <FieldLabel htmlFor={`${id}-location`}>{t("contact_hub.event_location")}</FieldLabel>
          <Input
            id={`${id}-location`}
            value={location}
            maxLength={200}
            readOnly={!canWrite}
            onChange={({ target }) => setLocation(target.value)}
          />
        </Field>
      </div>
      <Field>
        <FieldLabel htmlFor={`${id}-notes`}>{t("contact_hub.event_notes")}</FieldLabel>
        <Textarea
          id={`${id}-notes`}
          value={notes}
          maxLength={50_000}
          readOnly={!canWrite}
          onChange={({ target }) => setNotes(target.value)}
        />
      </Field>
      {problem?.field === "" && <FieldError>{problem.text}</FieldError>}
      <DialogFooter>
        {canWrite && event && (
          <>
            <Button
              variant="ghost"
              className="mr-auto"
              onClick={() =>
                void act(() => removeEvent(queries, event), t("contact_hub.event_deleted", { title: event.title }))
              }
            >
              <Trash2 aria-hidden />
              {t("actions.delete")}
            </Button>
            {status !== "Done" && (
              <Button onClick={() => save("Done")}>
                <CircleCheck aria-hidden />
                {t("contact_hub.event_done")}
              </Button>
            )}
          </>
        )}
        {!event && <Button onClick={onClose}>{t("actions.cancel")}</Button>}
        {canWrite && (
          <Button type="submit" variant="primary" busy={isBusy && t("actions.saving")}>
            {event ? t("actions.save") : t("contact_hub.event_create")}
          </Button>
        )}
      </DialogFooter>
    </form>
  );
}

function choice({ value, label, color }: { value: string; label: string; color: string | null }) {
  return { value, label, glyph: color ? <Glyph name={color} /> : undefined };
}
