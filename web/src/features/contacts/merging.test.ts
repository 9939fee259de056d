import { expect, test } from "vitest";
import type { Contact } from "@/api/resources";
import { differences, mergedValues, type Side } from "./merging";

function contact(fields: Partial<Contact>): Contact {
  const accounting = {
    tax_number: "",
    payment_terms: "",
    currency: "",
    account_code: "",
    credit_limit: null,
    discount_rate: null,
    xero_contact_id: null,
    quickbooks_contact_id: null,
  };
  return {
    id: "1",
    created_at: "2026-01-05T09:00:00Z",
    updated_at: "2026-01-05T09:00:00Z",
    version: 1,
    created_by: null,
    type: "company",
    status: "active",
    name: "Hallam",
    display_name: null,
    primary_contact: null,
    email: null,
    phone: null,
    website: null,
    addresses: [],
    accounting,
    crm: { source: "", industry: "", company_size: "" },
    contact_persons: [],
    tags: [],
    notes: null,
    custom_fields: {},
    owner_user_id: null,
    owner_user_name: null,
    ...fields,
  };
}

function person(name: string, fields: Partial<Contact["contact_persons"][number]> = {}) {
  return { name, title: "", email: "", phone: "", department: "", is_primary: false, notes: "", ...fields };
}

function usual(kept: Contact, other: Contact) {
  const chosen: Record<string, Side> = {};
  for (const { path, usual: side } of differences(kept, other)) chosen[path] = side;
  return mergedValues(kept, other, chosen);
}

test("contacts that say the same differ in nothing, whether nothing is null or empty", () => {
  expect(
    differences(
      contact({ notes: null, custom_fields: { a: "1", b: "" } }),
      contact({ notes: "", custom_fields: { a: "1" } }),
    ),
  ).toEqual([]);
});

test("what only one of them knows is kept, and lists are put together", () => {
  const kept = contact({
    email: "a@hallam.example",
    tags: ["IT"],
    notes: "Ring.",
    contact_persons: [person("Tom", { is_primary: true })],
    custom_fields: { Code: "1" },
  });
  const other = contact({
    name: "Hallam Ltd",
    email: "b@hallam.example",
    phone: "0113 496 0000",
    tags: ["IT", "Legal"],
    notes: "Knock.",
    contact_persons: [person("tom", { phone: "07700 900123" }), person("Ann", { is_primary: true })],
    custom_fields: { Code: "2", Gate: "3" },
    accounting: { ...contact({}).accounting, tax_number: "GB1" },
  });
  expect(usual(kept, other)).toEqual({
    phone: "0113 496 0000",
    tags: ["IT", "Legal"],
    notes: "Ring.\n\nKnock.",
    contact_persons: [person("Tom", { is_primary: true, phone: "07700 900123" }), person("Ann")],
    custom_fields: { Code: "1", Gate: "3" },
    accounting: { ...contact({}).accounting, tax_number: "GB1" },
  });
});

test("what is chosen of the other replaces, and nothing chosen changes nothing", () => {
  const kept = contact({ tags: ["IT"], name: "Hallam" });
  const other = contact({ tags: ["Legal"], name: "Hallam Ltd" });
  expect(mergedValues(kept, other, { tags: "other", name: "other" })).toEqual({ tags: ["Legal"], name: "Hallam Ltd" });
  expect(mergedValues(kept, other, {})).toEqual({});
});
