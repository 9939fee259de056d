const locale = typeof navigator === "undefined" ? "en-GB" : navigator.language;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, options);
  formatters.set(key, made);
  return made;
}

/** Money is a decimal string on the wire. Up to fourteen digits a double keeps every cent; a true minus keeps columns straight. */
export function formatMoney(amount: string, currency: string): string {
  return new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "narrowSymbol" })
    .format(Number(amount))
    .replace("-", "\u2212");
}

/** "£12k": an amount on an axis. */
export function formatShortMoney(amount: number, currency: string): string {
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    notation: "compact",
    minimumFractionDigits: 0,
    maximumFractionDigits: 1,
  })
    .format(amount)
    .replace("K", "k");
}

/** "640 kB", "1.2 MB": what people call a size, in thousands. */
export function formatBytes(bytes: number): string {
  const [unit, divisor] =
    bytes < 1e3 ? (["byte", 1] as const) : bytes < 1e6 ? (["kilobyte", 1e3] as const) : (["megabyte", 1e6] as const);
  const digits = bytes >= 1e6 && bytes < 1e7 ? 1 : 0;
  return new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: digits }).format(bytes / divisor);
}

export function formatCount(count: number): string {
  return new Intl.NumberFormat(locale).format(count);
}

/** A share of one as percent, with so many decimals; `least` says how many stay where they are noughts. */
export function formatPercent(share: number, decimals = 1, least = decimals): string {
  return new Intl.NumberFormat(locale, {
    style: "percent",
    minimumFractionDigits: least,
    maximumFractionDigits: decimals,
  }).format(share);
}

/** A number as somebody wrote it: no decimal is rounded away. */
export function formatNumber(number: number): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 20 }).format(number);
}

function dayAndMonth(date: Date, timeZone: string, year: boolean): string {
  const weekday = formatter({ weekday: "short", timeZone }).format(date);
  const rest = formatter({ day: "numeric", month: "short", ...(year && { year: "numeric" }), timeZone }).format(date);
  return year ? rest : `${weekday} ${rest}`;
}

export function todayIn(timeZone: string): string {
  return Temporal.Now.plainDateISO(timeZone).toString();
}

export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** A date without a time is the same day everywhere: it is never read as an instant. */
export function formatDate(date: string, today: string): string {
  return dayAndMonth(new Date(`${date}T00:00:00Z`), "UTC", date.slice(0, 4) !== today.slice(0, 4));
}

export function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to)).days;
}

export function formatTime(instant: string, timeZone: string): string {
  return formatter({ hour: "2-digit", minute: "2-digit", timeZone }).format(new Date(instant));
}

/** "09:31" today, "Fri 20 Nov 16:48" this year, "3 Mar 2024 16:48" before. */
export function formatDateTime(instant: string, timeZone: string): string {
  const day = localDay(instant, timeZone);
  const today = todayIn(timeZone);
  const time = formatTime(instant, timeZone);
  return `${formatDate(day, today)} ${time}`;
}

/** "Tuesday 24 November", with the year when asked for. */
export function formatLongDate(date: string, year = false): string {
  const at = new Date(`${date}T00:00:00Z`);
  const rest = { day: "numeric", month: "long", timeZone: "UTC" } as const;
  const weekday = formatter({ weekday: "long", timeZone: "UTC" }).format(at);
  return `${weekday} ${formatter(year ? { ...rest, year: "numeric" } : rest).format(at)}`;
}

/** "1 to 31 Oct": days of one month, both included. */
export function formatDayRange(from: string, to: string): string {
  const at = (date: string) => new Date(`${date}T00:00:00Z`);
  const range = { day: "numeric", month: "short", timeZone: "UTC" } as const;
  return from === to ? formatter(range).format(at(from)) : formatter(range).formatRange(at(from), at(to));
}

export function formatMonth(date: string): string {
  return formatter({ month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));
}

/** "2 Mar 2025": a day wherever in time it lies. */
export function formatDay(date: string): string {
  return formatter({ day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${date}T00:00:00Z`),
  );
}

export function formatShortMonth(date: string, year = false): string {
  const month = { month: "short", timeZone: "UTC" } as const;
  return formatter(year ? { ...month, year: "numeric" } : month).format(new Date(`${date}T00:00:00Z`));
}

export function formatWeekdayLetter(date: string): string {
  return formatter({ weekday: "narrow", timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));
}

export function formatFullDateTime(instant: string, timeZone: string): string {
  return formatter({ dateStyle: "full", timeStyle: "short", timeZone }).format(new Date(instant));
}

export function localDay(instant: string, timeZone: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** An instant as the text of a `datetime-local` field in that zone, and back. */
export function toLocalField(instant: string, timeZone: string): string {
  return Temporal.Instant.from(instant)
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: "minute" });
}

/** A time that the clocks skip moves forward; one that they repeat is the earlier: Temporal's "compatible". */
export function fromLocalField(text: string, timeZone: string): string {
  return Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).toInstant().toString({ smallestUnit: "second" });
}

export function deviceTimeZone(): string {
  return Temporal.Now.timeZoneId();
}

export function timeZones(): readonly string[] {
  return Intl.supportedValuesOf("timeZone");
}
