import { checksum } from "./zip";

/** What the old WorkTrackr left in this browser: the only place that reads it, and that takes it away. */

/** Keys with data, as the old application named them. */
const dataKeys = [
  "worktrackr_contacts",
  "productCatalog",
  "customerServices",
  "serviceNotes",
  "crmCalendarEvents",
  "ticketBookings",
  "tickets",
  "ticketTemplate",
  "ticket_creation_template",
  "ticket_field_order",
  "worktrackr_ticket_template",
  "worktrackr_ticket_template_order",
] as const;

/** Settings that go with it. */
const settingKeys = ["worktrackr-timezone", "worktrackr-ticket-view-mode"] as const;

/** What it left beside its data: cleared with it, and never sent. */
const leftovers = [
  "token",
  "orgId",
  "selectedPriceId",
  "selectedPlan",
  "selectedPlanName",
  "wt_companies_view",
  "wt_companies_filters",
  "wt_companies_search",
  "wt_csv_import_map",
  "wt_sidebar_mode",
] as const;

/** The keys that are here with their texts, as the file that a scan sends; null if there is no data of the old application. */
export function readOldBrowserData(): { keys: number; file: File } | null {
  const found: Record<string, string> = {};
  try {
    if (!dataKeys.some((key) => localStorage.getItem(key))) return null;
    for (const key of [...dataKeys, ...settingKeys]) {
      const text = localStorage.getItem(key);
      if (text !== null) found[key] = text;
    }
  } catch {
    return null;
  }
  const content = new TextEncoder().encode(JSON.stringify(found));
  // Named after what it holds: only the browser whose data an import read may offer to clear it.
  const name = `this-browser-${checksum(content).toString(16).padStart(8, "0")}.json`;
  return { keys: Object.keys(found).length, file: new File([content], name, { type: "application/json" }) };
}

/** Take all of it out of this browser. */
export function clearOldBrowserData(): void {
  for (const key of [...dataKeys, ...settingKeys, ...leftovers]) localStorage.removeItem(key);
}
