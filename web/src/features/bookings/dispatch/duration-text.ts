import type { TFunction } from "i18next";

/** "6 h 15", "45 min", "0 h". */
export function durationText(minutes: number, t: TFunction): string {
  const [hours, rest] = [Math.floor(minutes / 60), Math.round(minutes % 60)];
  if (hours === 0 && rest > 0) return t("dispatch.minutes", { minutes: rest });
  return rest === 0
    ? t("dispatch.hours", { hours })
    : t("dispatch.hours_minutes", { hours, minutes: String(rest).padStart(2, "0") });
}
