import type { Customer } from "@/api/reselling";
import { type Address, all, first } from "@/lib/address";

export type CustomerRow = Customer & { id: string };

/** What each column is sorted by. */
const values: Record<string, (row: Customer) => string | number> = {
  name: (row) => row.name.toLocaleLowerCase(),
  plan: (row) => row.plan_name.toLocaleLowerCase(),
  seats: (row) => row.seats,
  active_users: (row) => row.active_users,
  status: (row) => row.status,
  since: (row) => row.since,
  monthly_revenue: (row) => Number(row.monthly_revenue),
  commission: (row) => Number(row.commission),
};

export const defaultSort = "name";

/** The customers that an address asks for, in its order; those that are alike stay in the order of their names. */
export function customersOf(customers: readonly Customer[], search: Address): CustomerRow[] {
  const words = (first(search.q) ?? "").toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const states = all(search.status);
  const sort = first(search.sort) ?? defaultSort;
  const value = values[sort.replace("-", "")] ?? ((row: Customer) => row.name);
  const direction = sort.startsWith("-") ? -1 : 1;
  return customers
    .filter((row) => states.length === 0 || states.includes(row.status))
    .filter((row) => words.every((word) => row.name.toLocaleLowerCase().includes(word)))
    .map((row) => ({ ...row, id: row.organisation_id }))
    .sort((one, other) => {
      const [a, b] = [value(one), value(other)];
      const order = typeof a === "string" ? a.localeCompare(String(b)) : a - Number(b);
      return direction * order || one.name.localeCompare(other.name);
    });
}
