import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeftRight, Combine } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type DuplicateGroup, duplicatesQuery, mergeContacts, summaryOf } from "@/api/contact-hub";
import { choiceOf, useEnum } from "@/api/meta";
import { isRecord } from "@/api/problem";
import { type Contact, contacts } from "@/api/resources";
import { useCan, useTimeZone } from "@/api/session";
import { explain } from "@/components/explain";
import { Page } from "@/components/page";
import { UserName } from "@/components/reference-name";
import { EmptyState, ErrorState } from "@/components/states";
import { tellFailure } from "@/components/toasts";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { Button, buttonVariants } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { useUndoable } from "@/components/use-undo";
import { cn } from "@/lib/classes";
import { formatDate, localDay } from "@/lib/format";
import { contactLabels } from "./contact-form";
import { customRows } from "./custom-fields";
import { differences, isNothing, type MergeField, mergedValues, type Side } from "./merging";

type PageProps = {
  /** The two that are compared: the one that stays, and the one that goes into it. */
  pair: readonly [string, string] | null;
  onPair: (pair: readonly [string, string] | null) => void;
};

/** Contacts that may be one: the groups, or two of them side by side. */
export function DuplicatesPage({ pair, onPair }: PageProps) {
  const { t } = useTranslation();
  const parent = { label: t("contacts.title"), link: { to: "/contacts" } };
  return (
    <Page
      title={pair ? t("duplicates.merge_title") : t("duplicates.title")}
      parent={parent}
      actions={pair && <Button onClick={() => onPair(null)}>{t("duplicates.list")}</Button>}
    >
      {pair ? <MergePair key={pair.join()} pair={pair} onPair={onPair} /> : <Groups onPair={onPair} />}
    </Page>
  );
}

function Groups({ onPair }: Pick<PageProps, "onPair">) {
  const { t } = useTranslation();
  const query = useQuery(duplicatesQuery);
  if (query.isPending) {
    return (
      <div role="status" aria-label={t("lists.loading")} className="flex flex-col gap-3 p-[var(--shell-gutter)]">
        {["h-32", "h-28", "h-32"].map((height, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike and never move.
          <div key={index} className={cn("rounded-lg border bg-card p-4", height)}>
            <Skeleton className="w-56" />
          </div>
        ))}
      </div>
    );
  }
  if (query.data === undefined) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} title={t("duplicates.failed")} />;
  }
  if (query.data.items.length === 0) {
    return (
      <EmptyState
        title={t("duplicates.empty_title")}
        text={t("duplicates.empty_text")}
        actions={
          <Link to="/contacts" className={buttonVariants()}>
            {t("duplicates.back")}
          </Link>
        }
      />
    );
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-[var(--shell-gutter)] py-4 max-[759px]:px-4">
      <p className="mb-4 max-w-[64ch] text-muted-foreground">{t("duplicates.text")}</p>
      <ul className="flex max-w-[960px] flex-col gap-3">
        {query.data.items.map((group) => (
          <li key={group.contacts.map(({ id }) => id).join()}>
            <GroupCard group={group} onPair={onPair} />
          </li>
        ))}
      </ul>
    </div>
  );
}

const reasons = ["name", "email", "domain", "phone"];

function GroupCard({ group, onPair }: Pick<PageProps, "onPair"> & { group: DuplicateGroup }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const canMerge = useCan("write_contacts");
  const [first, ...others] = group.contacts;
  if (!first) return null;
  return (
    <section
      aria-label={[first, ...others].map(({ name }) => name).join(", ")}
      className="rounded-lg border bg-card px-4 py-3"
    >
      <div className="flex flex-wrap items-center gap-1.5">
        {group.reasons
          .filter((reason) => reasons.includes(reason))
          .map((reason) => (
            <Badge key={reason} tone="info">
              {t(`duplicates.reasons.${reason}`)}
            </Badge>
          ))}
      </div>
      <ul className="mt-1.5 divide-y">
        {[first, ...others].map((contact) => (
          <li key={contact.id} className="flex min-h-12 items-center gap-3 py-2">
            <Avatar id={contact.id} name={contact.name} shape="company" />
            <span className="min-w-0 flex-1">
              <Link
                to="/contacts/$id"
                params={{ id: contact.id }}
                className="block truncate font-medium hover:underline"
              >
                {contact.name}
              </Link>
              <span className="flex flex-wrap gap-x-3 text-muted-foreground [overflow-wrap:anywhere]">
                {contact.email && <span>{contact.email}</span>}
                {contact.phone && <span className="tabular-nums">{contact.phone}</span>}
                {contact.website && <span>{contact.website}</span>}
                <span>{t("duplicates.created", { date: formatDate(localDay(contact.created_at, zone), "0000") })}</span>
              </span>
            </span>
            {canMerge && contact !== first && (
              <Button
                aria-label={t("duplicates.compare_names", { one: first.name, other: contact.name })}
                onClick={() => onPair([first.id, contact.id])}
              >
                <Combine aria-hidden />
                {t("duplicates.compare")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function MergePair({ pair, onPair }: PageProps & { pair: readonly [string, string] }) {
  const { t } = useTranslation();
  const [isMerging, setMerging] = useState(false);
  const kept = useQuery(contacts.one(pair[0]));
  // The one that goes is gone before the answer says so, and not asked for any more.
  const other = useQuery({ ...contacts.one(pair[1]), enabled: !isMerging });
  if (kept.data && other.data) {
    return (
      <MergeForm kept={kept.data} other={other.data} onPair={onPair} isMerging={isMerging} onMerging={setMerging} />
    );
  }
  const error = kept.error ?? other.error;
  if (error) {
    const retry = () => void Promise.all([kept.refetch(), other.refetch()]);
    return <ErrorState error={error} onRetry={retry} />;
  }
  return (
    <div role="status" aria-label={t("lists.loading")} className="flex flex-col gap-5 p-[var(--shell-gutter)]">
      <Skeleton className="w-80 max-w-full" />
      <Skeleton className="w-full max-w-[720px]" />
      <Skeleton className="w-full max-w-[640px]" />
    </div>
  );
}

type FormProps = Pick<PageProps, "onPair"> & {
  kept: Contact;
  other: Contact;
  isMerging: boolean;
  onMerging: (isMerging: boolean) => void;
};

/** Field by field, which value stands. What is the same in both needs no choice. */
function MergeForm({ kept, other, onPair, isMerging, onMerging }: FormProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const [chosen, setChosen] = useState<Record<string, Side>>({});
  const fields = differences(kept, other);
  const sideOf = (field: MergeField) => chosen[field.path] ?? field.usual;
  const labels = useFieldLabels();

  const merge = async () => {
    onMerging(true);
    try {
      const sides = Object.fromEntries(fields.map((field) => [field.path, sideOf(field)] as const));
      const { row, changeSet } = await mergeContacts(queries, kept, other.id, mergedValues(kept, other, sides));
      undoable(t("duplicates.merged", { other: other.name, name: row.name }), changeSet);
      onPair(null);
    } catch (error) {
      tellFailure(t("duplicates.not_merged", { reason: explain(error, t) }));
      onMerging(false);
    }
  };
  return (
    <form
      className="flex min-h-0 flex-1 flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        void merge();
      }}
    >
      <div className="min-h-0 flex-1 overflow-y-auto px-[var(--shell-gutter)] py-4 max-[759px]:px-4">
        <div className="flex max-w-[1080px] flex-col">
          <div className={cn(columns, "items-stretch border-b pb-3")}>
            <div className="flex items-end max-[759px]:hidden">
              <Button variant="ghost" onClick={() => onPair([other.id, kept.id])}>
                <ArrowLeftRight aria-hidden />
                {t("duplicates.swap")}
              </Button>
            </div>
            <Head contact={kept} words={t("duplicates.keeps")} />
            <Head contact={other} words={t("duplicates.goes")} />
          </div>
          <Button
            variant="ghost"
            className="mt-2 self-start min-[760px]:hidden"
            onClick={() => onPair([other.id, kept.id])}
          >
            <ArrowLeftRight aria-hidden />
            {t("duplicates.swap")}
          </Button>
          {fields.length === 0 && <p className="py-4 text-muted-foreground">{t("duplicates.nothing_differs")}</p>}
          {fields.map((field) => (
            <FieldChoice
              key={field.path}
              field={field}
              label={labels[field.path] ?? field.path}
              side={sideOf(field)}
              onChange={(side) => setChosen((before) => ({ ...before, [field.path]: side }))}
            />
          ))}
          <Moves other={other} isGoing={isMerging} />
        </div>
      </div>
      <div className="flex shrink-0 flex-wrap items-center justify-end gap-2 border-t px-[var(--shell-gutter)] py-3 max-[759px]:px-4">
        <Button variant="ghost" onClick={() => onPair(null)}>
          {t("actions.cancel")}
        </Button>
        <Button type="submit" variant="primary" busy={isMerging && t("duplicates.merging")} className="max-w-full">
          <Combine aria-hidden />
          <span className="truncate">{t("duplicates.merge", { name: kept.name })}</span>
        </Button>
      </div>
    </form>
  );
}

const columns =
  "grid grid-cols-[120px_minmax(0,1fr)_minmax(0,1fr)] gap-3 max-[759px]:grid-cols-[minmax(0,1fr)_minmax(0,1fr)] max-[759px]:gap-2";

function Head({ contact, words }: { contact: Contact; words: string }) {
  return (
    <div className="flex min-w-0 items-center gap-3 px-3">
      <Avatar
        id={contact.id}
        name={contact.name}
        shape={contact.type === "company" ? "company" : "person"}
        className="max-[759px]:hidden"
      />
      <span className="min-w-0">
        <span className="block text-xs text-muted-foreground">{words}</span>
        <Link
          to="/contacts/$id"
          params={{ id: contact.id }}
          className="line-clamp-2 font-semibold [overflow-wrap:anywhere] hover:underline"
        >
          {contact.name}
        </Link>
      </span>
    </div>
  );
}

type ChoiceProps = { field: MergeField; label: string; side: Side; onChange: (side: Side) => void };

function FieldChoice({ field, label, side, onChange }: ChoiceProps) {
  const { t } = useTranslation();
  const name = useId();
  const option = (value: Side, children: ReactNode) => (
    <label
      className={cn(
        "flex min-h-10 min-w-0 cursor-pointer items-start gap-2.5 rounded-md border bg-card px-3 py-2 has-[:checked]:border-primary has-[:checked]:shadow-[inset_0_0_0_1px_var(--primary)] has-[:focus-visible]:shadow-[0_0_0_2px_var(--ring)]",
        value === "both" && "col-start-2 col-end-4 max-[759px]:col-start-1 max-[759px]:col-end-3",
      )}
    >
      <input
        type="radio"
        name={name}
        checked={side === value}
        onChange={() => onChange(value)}
        className="mt-[3px] size-3.5 shrink-0 accent-[var(--primary)]"
      />
      <span className="min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere]">{children}</span>
    </label>
  );
  return (
    <fieldset className={cn(columns, "border-b py-3")} aria-label={label}>
      <span className="py-2 font-medium max-[759px]:col-span-2 max-[759px]:py-0">{label}</span>
      {option("kept", <Value path={field.path} value={field.kept} />)}
      {option("other", <Value path={field.path} value={field.other} />)}
      {field.sides.includes("both") && option("both", t("duplicates.both"))}
    </fieldset>
  );
}

/** A value as one reads it. */
function Value({ path, value }: { path: string; value: unknown }) {
  const { t } = useTranslation();
  const types = useEnum("contact_type");
  const statuses = useEnum("contact_status");
  if (isNothing(value)) return <span className="text-muted-foreground">{t("duplicates.empty")}</span>;
  if (path === "type") return <>{choiceOf(types, String(value)).label}</>;
  if (path === "status") return <>{choiceOf(statuses, String(value)).label}</>;
  if (path === "owner_user_id") return <UserName id={String(value)} />;
  if (path === "custom_fields" && isRecord(value)) {
    return (
      <>
        {customRows(value)
          .map((row) => `${row.name}: ${row.value}`)
          .join("\n")}
      </>
    );
  }
  if (Array.isArray(value)) return <>{value.map(inOneLine).join(path === "tags" ? ", " : "\n")}</>;
  return <>{String(value)}</>;
}

/** What addresses and people say, in the order in which one reads it. */
const told = [
  "line1",
  "line2",
  "city",
  "postcode",
  "country",
  "name",
  "title",
  "department",
  "email",
  "phone",
  "notes",
];

function inOneLine(value: unknown): string {
  if (!isRecord(value)) return String(value);
  return told
    .map((name) => value[name])
    .filter((part) => !isNothing(part))
    .join(", ");
}

/** What else goes along, so that nobody has to guess. */
function Moves({ other, isGoing }: { other: Contact; isGoing: boolean }) {
  const { t } = useTranslation();
  const counts = useQuery({ ...summaryOf(other.id), enabled: !isGoing }).data?.counts;
  if (!counts) return null;
  const things = [
    counts.tickets > 0 && t("duplicates.tickets", { count: counts.tickets }),
    counts.services > 0 && t("duplicates.services", { count: counts.services }),
    counts.events > 0 && t("duplicates.events", { count: counts.events }),
  ].filter((words) => words !== false);
  return (
    <p className="py-4 text-muted-foreground">
      {things.length > 0 ? t("duplicates.moves", { things: things.join(", ") }) : t("duplicates.moves_nothing")}
    </p>
  );
}

function useFieldLabels(): Record<string, string> {
  const { t } = useTranslation();
  return {
    ...contactLabels(t),
    "crm.source": t("contacts.source"),
    "crm.industry": t("contacts.industry"),
    "crm.company_size": t("contacts.company_size"),
    "accounting.tax_number": t("contacts.tax_number"),
    "accounting.payment_terms": t("contacts.payment_terms"),
    "accounting.currency": t("contact_hub.currency"),
    "accounting.account_code": t("contacts.account_code"),
    "accounting.credit_limit": t("contacts.credit_limit"),
    "accounting.discount_rate": t("contact_hub.discount"),
    "accounting.xero_contact_id": t("contact_hub.xero"),
    "accounting.quickbooks_contact_id": t("contact_hub.quickbooks"),
  };
}
