import { describe, expect, test } from "vitest";
import { formatAddress, parseAddress } from "@/lib/address";
import type { FilterField } from "./columns";
import { isView, presetRange, toQuery, without } from "./list-search";

const filters: FilterField[] = [
  { key: "status", label: "Status", kind: "enum", name: "ticket_status" },
  { key: "scheduled_date", label: "Due", kind: "date" },
  { key: "created_at", label: "Created", kind: "instant" },
];

describe("the address of a list", () => {
  test("comes back as it was written", () => {
    const search = parseAddress("?status=Open&status=In+Progress&q=boiler");
    expect(search).toEqual({ status: ["Open", "In Progress"], q: "boiler" });
    expect(formatAddress(search)).toBe("?status=Open&status=In+Progress&q=boiler");
  });

  test("leaves out what the API does not know", () => {
    expect(toQuery({ status: "Open", columns: "-number", nonsense: "1" }, filters, "-number", "UTC")).toEqual({
      sort: "-number",
      status: ["Open"],
    });
  });

  test("turns days into instants of the reader's zone", () => {
    const query = toQuery({ created_at_from: "2026-03-29" }, filters, "-number", "Europe/London");
    expect(query.created_at_from).toBe("2026-03-29T00:00:00Z");
    const summer = toQuery({ created_at_from: "2026-06-01" }, filters, "-number", "Europe/London");
    expect(summer.created_at_from).toBe("2026-05-31T23:00:00Z");
  });

  test("keeps relative dates relative", () => {
    expect(presetRange("next_7_days", "2026-02-26")).toEqual({ from: "2026-02-26", to: "2026-03-05" });
    expect(presetRange("overdue", "2026-02-26")).toEqual({ to: "2026-02-26" });
  });

  test("is a view whatever its sort and the order of its values", () => {
    const view = { id: "open", label: "Open", search: { status: ["Open", "Waiting"] } };
    expect(isView(view, { status: ["Waiting", "Open"], sort: "title" })).toBe(true);
    expect(isView(view, { status: ["Waiting", "Open"], q: "x" })).toBe(false);
  });

  test("loses a filter without touching the others", () => {
    expect(without({ status: "Open", q: "x" }, ["status"])).toEqual({ q: "x" });
  });
});
