import type { ShareKind, WhatIf } from "@/api/services";
import { shareKinds } from "@/api/services";
import type { FilterField } from "@/components/data-table/columns";
import { type ListSearch, toFilter } from "@/components/data-table/list-search";
import { type Address, first } from "@/lib/address";
import { addDays } from "@/lib/format";

export const tiles = ["overdue", "due_30", "due_60", "due_90", "at_risk"] as const;
export type TileName = (typeof tiles)[number];

export const changes = ["price", "quantity", "churn"] as const;
export type ChangeName = (typeof changes)[number];

/** How far a change may go, as the API takes it, and how far its slider goes. */
export const limits: Record<ChangeName, { min: number; max: number; low: number; high: number }> = {
  price: { min: -100, max: 1000, low: -50, high: 50 },
  quantity: { min: -100, max: 1000, low: -50, high: 50 },
  churn: { min: 0, max: 100, low: 0, high: 50 },
};

export function tileOf(search: ListSearch): TileName | undefined {
  return tiles.find((tile) => tile === first(search.tile));
}

export function shareOf(search: ListSearch): ShareKind | undefined {
  return shareKinds.find((kind) => kind === first(search.by));
}

export function monthOf(search: ListSearch): string | undefined {
  const month = first(search.month);
  return month !== undefined && /^\d{4}-(0[1-9]|1[0-2])$/.test(month) ? month : undefined;
}

/** What is asked of the address, without what is no number, nothing, or beyond what makes sense. */
export function whatIfOf(search: ListSearch): WhatIf {
  const found: WhatIf = {};
  for (const name of changes) {
    const text = first(search[name]);
    if (text !== undefined && isPercent(name, text) && Number(text) !== 0) found[name] = text;
  }
  return found;
}

export function isPercent(name: ChangeName, text: string): boolean {
  const { min, max } = limits[name];
  return /^[+-]?\d{1,4}(\.\d{1,3})?$/.test(text) && Number(text) >= min && Number(text) <= max;
}

/** The rows that stand below: those of a tile, or all that is due in 90 days and before. */
export function dueQuery(search: ListSearch, filters: readonly FilterField[], today: string, zone: string): Address {
  const filtered = toFilter(search, filters, zone);
  const tile = tileOf(search);
  if (tile === "overdue") return { ...filtered, to: today };
  if (tile === "at_risk") return { ...filtered, to: addDays(today, 90), at_risk: "true" };
  if (tile === undefined) return { ...filtered, to: addDays(today, 90) };
  return { ...filtered, from: today, to: addDays(today, Number(tile.slice(4))) };
}
