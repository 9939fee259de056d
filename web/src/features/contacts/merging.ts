import type { ContactPatch } from "@/api/contact-hub";
import { isRecord } from "@/api/problem";
import type { Contact } from "@/api/resources";

/** Whose value stands: that of the contact that stays, that of the one that goes, or both put together. */
export type Side = "kept" | "other" | "both";

/** One line of the comparison: `accounting.tax_number` is a field of a part. */
export type MergeField = {
  path: string;
  kept: unknown;
  other: unknown;
  sides: readonly Side[];
  usual: Side;
};

const plain = [
  "name",
  "display_name",
  "type",
  "status",
  "primary_contact",
  "email",
  "phone",
  "website",
  "owner_user_id",
] as const;
const joinable = ["tags", "addresses", "contact_persons", "custom_fields", "notes"] as const;
const parts = ["crm", "accounting"] as const;

export function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.keys(value).length === 0;
}

/** Whether two values say the same: nothing is nothing, and the order of an object's entries says nothing. */
function isSame(one: unknown, other: unknown): boolean {
  if (isNothing(one) || isNothing(other)) return isNothing(one) && isNothing(other);
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((value, index) => isSame(value, other[index]));
  }
  if (isRecord(one) && isRecord(other)) {
    return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((key) => isSame(one[key], other[key]));
  }
  return one === other;
}

function field(path: string, kept: unknown, other: unknown, canJoin: boolean): MergeField {
  const isJoined = canJoin && !isNothing(kept) && !isNothing(other);
  const sides: Side[] = isJoined ? ["kept", "other", "both"] : ["kept", "other"];
  return { path, kept, other, sides, usual: isJoined ? "both" : isNothing(kept) ? "other" : "kept" };
}

/** The fields in which two contacts differ, and what usually stands: nothing is lost. */
export function differences(kept: Contact, other: Contact): MergeField[] {
  const found = [
    ...plain.map((name) => field(name, kept[name], other[name], false)),
    ...joinable.map((name) => field(name, kept[name], other[name], true)),
    ...parts.flatMap((part) => {
      const mine = Object.entries(kept[part]);
      const theirs = new Map(Object.entries(other[part]));
      return mine.map(([name, value]) => field(`${part}.${name}`, value, theirs.get(name), false));
    }),
  ];
  return found.filter((one) => !isSame(one.kept, one.other));
}

function joinLists<T>(kept: readonly T[], other: readonly T[]): T[] {
  return [...kept, ...other.filter((value) => !kept.some((one) => isSame(one, value)))];
}

/** People who are in both, by name: what the one that stays does not know is taken from the other. */
function joinPeople(kept: Contact["contact_persons"], other: Contact["contact_persons"]): Contact["contact_persons"] {
  const same = (one: string, two: string) => one.trim().toLowerCase() === two.trim().toLowerCase();
  const mine = kept.map((person) => {
    const twin = other.find(({ name }) => same(name, person.name));
    if (!twin) return person;
    const known = Object.fromEntries(Object.entries(person).filter(([, value]) => !isNothing(value)));
    return { ...twin, ...known, name: person.name, is_primary: person.is_primary };
  });
  const rest = other.filter(({ name }) => !kept.some((person) => same(name, person.name)));
  const hasMain = mine.some((person) => person.is_primary);
  return [...mine, ...rest.map((person) => (hasMain ? { ...person, is_primary: false } : person))];
}

/** What the contact that stays gets: only what becomes different by it. */
export function mergedValues(kept: Contact, other: Contact, chosen: Readonly<Record<string, Side>>): ContactPatch {
  const side = (path: string): Side => chosen[path] ?? "kept";
  const values: ContactPatch = {};
  const take = <K extends keyof ContactPatch>(name: K, joined?: ContactPatch[K], value?: ContactPatch[K]) => {
    if (side(name) === "other") values[name] = value;
    if (side(name) === "both" && joined !== undefined) values[name] = joined;
  };
  take("name", undefined, other.name);
  take("display_name", undefined, other.display_name);
  take("type", undefined, other.type);
  take("status", undefined, other.status);
  take("primary_contact", undefined, other.primary_contact);
  take("email", undefined, other.email);
  take("phone", undefined, other.phone);
  take("website", undefined, other.website);
  take("owner_user_id", undefined, other.owner_user_id);
  take("tags", joinLists(kept.tags, other.tags), other.tags);
  take("addresses", joinAddresses(kept.addresses, other.addresses), other.addresses);
  take("contact_persons", joinPeople(kept.contact_persons, other.contact_persons), other.contact_persons);
  take("custom_fields", { ...other.custom_fields, ...kept.custom_fields }, other.custom_fields);
  take("notes", [kept.notes, other.notes].filter(Boolean).join("\n\n"), other.notes);
  const taken = (part: (typeof parts)[number]) =>
    Object.entries(other[part]).filter(([name]) => side(`${part}.${name}`) === "other");
  if (taken("crm").length > 0) values.crm = { ...kept.crm, ...Object.fromEntries(taken("crm")) };
  if (taken("accounting").length > 0) {
    values.accounting = { ...kept.accounting, ...Object.fromEntries(taken("accounting")) };
  }
  return values;
}

function joinAddresses(kept: Contact["addresses"], other: Contact["addresses"]): Contact["addresses"] {
  const joined = joinLists(kept, other);
  const hasMain = kept.some((address) => address.is_primary);
  return joined.map((address, index) =>
    hasMain && index >= kept.length ? { ...address, is_primary: false } : address,
  );
}
