import { first } from "@/lib/address";

/** Days of commission are days in UTC, and so are its months. */
export function currentMonth(): string {
  return Temporal.Now.plainDateISO("UTC").toPlainYearMonth().toString();
}

export function addMonths(month: string, months: number): string {
  return Temporal.PlainYearMonth.from(month).add({ months }).toString();
}

/** The month that an address names, else this one. */
export function monthOf(search: { month?: string | string[] | undefined }): string {
  const month = first(search.month);
  return month !== undefined && /^20\d\d-(0[1-9]|1[0-2])$/.test(month) ? month : currentMonth();
}

/** The months from one to this one that are not among those settled; a year of them at most. */
export function unsettledSince(begin: string, settled: readonly string[]): string[] {
  const months = Array.from({ length: 12 }, (_, back) => addMonths(currentMonth(), -back));
  return months.filter((month) => month >= begin && !settled.includes(month));
}
