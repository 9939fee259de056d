import type { TFunction } from "i18next";

/** What is offered; others come through the API. */
const usual = [0, 5, 10, 15, 30, 60, 120, 1440, 2880, 10_080];

/** "15 minutes before", in the largest unit that fits. */
export function reminderWords(minutes: number, t: TFunction): string {
  if (minutes === 0) return t("events.reminder_start");
  if (minutes % 1440 === 0) return t("events.reminder_days", { count: minutes / 1440 });
  if (minutes % 60 === 0) return t("events.reminder_hours", { count: minutes / 60 });
  return t("events.reminder_minutes", { count: minutes });
}

/** The choices of a form, with the one that is set. */
export function reminderChoices(set: number | null, t: TFunction): { value: string; label: string }[] {
  const minutes = set === null || usual.includes(set) ? usual : [...usual, set].toSorted((one, other) => one - other);
  return minutes.map((one) => ({ value: String(one), label: reminderWords(one, t) }));
}
