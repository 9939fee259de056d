import { expect, test } from "vitest";
import type { Customer } from "@/api/reselling";
import { customersOf } from "./customer-list";

const customer = (name: string, rest: Partial<Customer> = {}): Customer => ({
  organisation_id: name,
  name,
  plan: "pro",
  plan_name: "Pro",
  seats: 1,
  included_seats: 5,
  active_users: 1,
  status: "active",
  since: "2026-01-01T00:00:00Z",
  trial_ends_at: "2026-01-15T00:00:00Z",
  monthly_revenue: "99.00",
  commission: "24.75",
  ...rest,
});
const customers = [
  customer("otley Lift", { monthly_revenue: "1000.00" }),
  customer("Aire Plumbing", { monthly_revenue: "49.00", status: "trial" }),
  customer("Calder", { monthly_revenue: "49.00" }),
];
const names = (search: Record<string, string | string[]>) => customersOf(customers, search).map((row) => row.name);

test("customers stand by their names, whatever the case, unless the address says otherwise", () => {
  expect(names({})).toEqual(["Aire Plumbing", "Calder", "otley Lift"]);
  expect(names({ sort: "-name" })).toEqual(["otley Lift", "Calder", "Aire Plumbing"]);
  expect(names({ sort: "no such column" })).toEqual(["Aire Plumbing", "Calder", "otley Lift"]);
});

test("money is sorted as numbers, and equals by their names", () => {
  expect(names({ sort: "monthly_revenue" })).toEqual(["Aire Plumbing", "Calder", "otley Lift"]);
  expect(names({ sort: "-monthly_revenue" })).toEqual(["otley Lift", "Aire Plumbing", "Calder"]);
});

test("words and statuses narrow the list", () => {
  expect(names({ q: "lift ot" })).toEqual(["otley Lift"]);
  expect(names({ status: ["trial", "closed"] })).toEqual(["Aire Plumbing"]);
});
