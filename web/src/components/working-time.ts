import type { TFunction } from "i18next";

/** "1 h 50 min": of working time, so that a day of it is not 24 hours. */
export function workingTime(minutes: number, t: TFunction): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [
    ...(hours > 0 ? [t("service_levels.hours", { count: hours })] : []),
    ...(rest > 0 || hours === 0 ? [t("service_levels.minutes", { count: rest })] : []),
  ];
  return parts.join(" ");
}
