import { type Address, all, first } from "@/lib/address";
import { addDays, fromLocalField, todayIn } from "@/lib/format";
import type { FilterField, View } from "./columns";

/** The whole state of a list, as it stands in the address. */
export type ListSearch = Address;

/** What is no filter: it changes how the list looks, not which rows are in it. */
const display = new Set(["sort", "columns", "layout", "lanes", "peek", "view"]);

/** What a saved view does not keep: which of them it is, and what is being looked at. */
const passing = new Set(["view", "peek"]);

export const datePresets = ["overdue", "today", "next_7_days", "next_30_days", "last_30_days"] as const;
export type DatePreset = (typeof datePresets)[number];

export function isPreset(text: string | undefined): text is DatePreset {
  return datePresets.some((preset) => preset === text);
}

/** Relative dates stay relative in the address and become days when the list is asked for. */
export function presetRange(preset: DatePreset, today: string): { from?: string; to?: string } {
  if (preset === "overdue") return { to: today };
  if (preset === "today") return { from: today, to: addDays(today, 1) };
  if (preset === "next_7_days") return { from: today, to: addDays(today, 7) };
  if (preset === "next_30_days") return { from: today, to: addDays(today, 30) };
  return { from: addDays(today, -30), to: addDays(today, 1) };
}

export function validateListSearch(raw: Record<string, unknown>): ListSearch {
  const search: ListSearch = {};
  for (const [key, value] of Object.entries(raw)) {
    if (typeof value === "string") search[key] = value;
    else if (typeof value === "number" || typeof value === "boolean") search[key] = String(value);
    else if (Array.isArray(value)) search[key] = value.map(String);
  }
  return search;
}

/** The query that the API understands, without what it would refuse. */
export function toQuery(
  search: ListSearch,
  filters: readonly FilterField[],
  defaultSort: string,
  zone: string,
): Address {
  const query: Address = { sort: first(search.sort) ?? defaultSort, ...toFilter(search, filters, zone) };
  return query;
}

export function toFilter(search: ListSearch, filters: readonly FilterField[], zone: string): Address {
  const query: Address = {};
  const q = first(search.q)?.trim();
  if (q) query.q = q;
  if (first(search.trash) === "true") query.trash = "true";
  for (const filter of filters) {
    if (filter.kind === "date" || filter.kind === "instant") Object.assign(query, dateQuery(search, filter, zone));
    else {
      const values = all(search[filter.key]);
      if (values.length > 0) query[filter.key] = values;
    }
  }
  return query;
}

function dateQuery(search: ListSearch, filter: { key: string; kind: "date" | "instant" }, zone: string): Address {
  const { key, kind } = filter;
  const named = first(search[key]);
  if (named === "null") return { [key]: "null" };
  const range = isPreset(named)
    ? presetRange(named, todayIn(zone))
    : { from: first(search[`${key}_from`]), to: first(search[`${key}_to`]) };
  const edge = (day: string | undefined) =>
    day !== undefined && kind === "instant" ? fromLocalField(`${day}T00:00`, zone) : day;
  return { [`${key}_from`]: edge(range.from), [`${key}_to`]: edge(range.to) };
}

export function isFiltered(search: ListSearch): boolean {
  return Object.entries(search).some(([key, value]) => !display.has(key) && all(value).length > 0);
}

function signature(search: ListSearch, left: ReadonlySet<string>): string {
  return Object.entries(search)
    .filter(([key, value]) => !left.has(key) && all(value).length > 0)
    .map(([key, value]) => `${key}=${all(value).toSorted().join(",")}`)
    .toSorted()
    .join("&");
}

export function viewState(search: ListSearch): ListSearch {
  return without(search, [...passing]);
}

export function isView(view: View, search: ListSearch): boolean {
  return signature(view.search, display) === signature(search, display);
}

/** Whether two addresses show the same rows in the same way. */
export function isSameState(one: ListSearch, other: ListSearch): boolean {
  return signature(one, passing) === signature(other, passing);
}

/** Which keys of the address a filter owns. */
export function keysOf(filter: FilterField): string[] {
  if (filter.kind === "date" || filter.kind === "instant")
    return [filter.key, `${filter.key}_from`, `${filter.key}_to`];
  return [filter.key];
}

export function isActive(search: ListSearch, filter: FilterField): boolean {
  return keysOf(filter).some((key) => all(search[key]).length > 0);
}

export function without(search: ListSearch, keys: readonly string[]): ListSearch {
  return Object.fromEntries(Object.entries(search).filter(([key]) => !keys.includes(key)));
}
