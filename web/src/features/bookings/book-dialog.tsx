import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTimeZone } from "@/api/session";
import type { Placement } from "@/components/calendar/calendar-entry";
import { ReferencePicker } from "@/components/reference-picker";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogFooter, DialogTitle } from "@/components/ui/dialog";
import { Field, FieldDescription, FieldError, FieldLabel } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Switch } from "@/components/ui/switch";
import { addMinutes, minutesBetween } from "@/lib/calendar";
import { fromLocalField, localDay, toLocalField } from "@/lib/format";
import type { Asked } from "./booking-entries";
import { personOf } from "./booking-parts";
import { useBookingMoves } from "./use-booking-moves";

/** What a drag does, by keyboard: when, how long, and who. */
export function BookDialog({ asked: { booking, at }, onClose }: { asked: Asked; onClose: () => void }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const id = useId();
  const [isWhole, setWhole] = useState(at.allDay);
  const [start, setStart] = useState(at.allDay ? fromLocalField(`${at.day}T09:00`, zone) : at.start);
  const [end, setEnd] = useState(at.allDay ? addMinutes(start, 60) : at.end);
  const [person, setPerson] = useState(personOf(booking));
  const moves = useBookingMoves();
  const isBackwards = !isWhole && minutesBetween(start, end) <= 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isBackwards) return;
    const to: Placement = isWhole ? { allDay: true, day: localDay(start, zone) } : { allDay: false, start, end };
    void moves.book(booking, to, person);
    onClose();
  };
  // The length stays when the start moves.
  const moveStart = (next: string) => {
    setEnd(addMinutes(next, Math.max(minutesBetween(start, end), 15)));
    setStart(next);
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        <DialogTitle>{`#${booking.number} ${booking.title}`}</DialogTitle>
        <form className="flex flex-col gap-4" onSubmit={submit}>
          <label className="flex min-h-6 items-center justify-between gap-3 font-medium" htmlFor={`${id}-whole`}>
            {t("bookings.whole_day")}
            <Switch id={`${id}-whole`} checked={isWhole} onCheckedChange={setWhole} />
          </label>
          {isWhole ? (
            <Field>
              <FieldLabel htmlFor={`${id}-day`}>{t("bookings.day")}</FieldLabel>
              <Input
                id={`${id}-day`}
                type="date"
                required
                value={localDay(start, zone)}
                onChange={({ target }) => target.value && moveStart(fromLocalField(`${target.value}T09:00`, zone))}
              />
            </Field>
          ) : (
            <div className="flex gap-4 max-[759px]:flex-col">
              <Field>
                <FieldLabel htmlFor={`${id}-from`}>{t("bookings.from")}</FieldLabel>
                <Input
                  id={`${id}-from`}
                  type="datetime-local"
                  required
                  value={toLocalField(start, zone)}
                  onChange={({ target }) => target.value && moveStart(fromLocalField(target.value, zone))}
                />
              </Field>
              <Field>
                <FieldLabel htmlFor={`${id}-to`}>{t("bookings.to")}</FieldLabel>
                <Input
                  id={`${id}-to`}
                  type="datetime-local"
                  required
                  aria-invalid={isBackwards || undefined}
                  aria-describedby={isBackwards ? `${id}-error` : undefined}
                  value={toLocalField(end, zone)}
                  onChange={({ target }) => target.value && setEnd(fromLocalField(target.value, zone))}
                />
                {isBackwards && <FieldError id={`${id}-error`}>{t("bookings.to_before_from")}</FieldError>}
              </Field>
            </div>
          )}
          {!isWhole && <FieldDescription className="-mt-2">{t("bookings.zone", { zone })}</FieldDescription>}
          <Field>
            <FieldLabel>{t("bookings.person")}</FieldLabel>
            <ReferencePicker
              kind="user"
              label={t("bookings.person")}
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
              {person ? (
                <>
                  <Avatar id={person.id} name={person.name} size="small" />
                  <span className="truncate">{person.name}</span>
                </>
              ) : (
                <span className="text-muted-foreground">{t("people.unassigned")}</span>
              )}
            </ReferencePicker>
          </Field>
          <DialogFooter>
            <Button onClick={onClose}>{t("actions.cancel")}</Button>
            <Button type="submit" variant="primary">
              {t("bookings.save")}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
