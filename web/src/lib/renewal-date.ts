const months: Record<string, number> = { monthly: 1, quarterly: 3, annually: 12 };

/** The day after next: as many months on, on the anchor's day or the last of a shorter month. Null for what does not renew. */
export function nextRenewal(date: string, period: string, anchor: number | null): string | null {
  const step = months[period];
  if (step === undefined) return null;
  const here = Temporal.PlainDate.from(date);
  const month = here.toPlainYearMonth().add({ months: step });
  return month.toPlainDate({ day: Math.min(anchor ?? here.day, month.daysInMonth) }).toString();
}
