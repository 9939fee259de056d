import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronDown, ChevronRight, LifeBuoy } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { revokeSupport, type SupportActivity, type SupportGrant, supportActivityQuery } from "@/api/support";
import { Moment } from "@/components/dates";
import { explain } from "@/components/explain";
import { FailedPart } from "@/components/states";
import { tell, tellFailure } from "@/components/toasts";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";

export function GrantRow({ grant }: { grant: SupportGrant }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [isEnding, setEnding] = useState(false);
  const id = useId();
  const who = grant.operator_name ?? t("support.any_operator");
  const isActive = grant.status === "active";
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  const end = async () => {
    setEnding(true);
    try {
      await revokeSupport(queries, grant.id);
      tell(t("support.revoked"));
    } catch (error) {
      tellFailure(explain(error, t));
    }
    setEnding(false);
  };
  return (
    <li className="flex items-start gap-3 border-b py-3">
      <LifeBuoy className="mt-0.5 size-5 shrink-0 text-muted-foreground" strokeWidth={1.5} aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium">{who}</span>
          <Badge tone={isActive ? "success" : "plain"}>{t(`support.status.${grant.status}`)}</Badge>
          <Badge tone={grant.access === "write" ? "warning" : "plain"}>{t(`support.access_${grant.access}`)}</Badge>
        </p>
        <p className="mt-1 [overflow-wrap:anywhere]">{grant.reason}</p>
        <p className="mt-0.5 flex flex-wrap gap-x-3 text-xs text-muted-foreground">
          <span>
            {t("support.by", { name: grant.granted_by_name })} <Moment at={grant.created_at} />
          </span>
          <span>
            {isActive
              ? t("support.until")
              : grant.revoked_by_name
                ? t("support.revoked_by", { name: grant.revoked_by_name })
                : t("support.ended_at")}{" "}
            <Moment at={grant.revoked_at ?? grant.ends_at} />
          </span>
        </p>
        {grant.session_count === 0 ? (
          <p className="mt-1.5 text-xs text-muted-foreground">{t("support.no_visit")}</p>
        ) : (
          <Button
            variant="ghost"
            size="small"
            className="mt-1 -ml-2"
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => setOpen(!isOpen)}
          >
            <Chevron aria-hidden />
            <span className="sr-only">{t("support.show")}: </span>
            {t("support.visits", { count: grant.session_count })}, {t("support.changes", { count: grant.change_count })}
          </Button>
        )}
        <div id={id}>{isOpen && <Activity id={grant.id} />}</div>
      </div>
      {isActive && (
        <Button
          size="small"
          aria-label={t("support.revoke_who", { name: who })}
          busy={isEnding && t("support.revoke")}
          onClick={() => void end()}
        >
          {t("support.revoke")}
        </Button>
      )}
    </li>
  );
}

type Entry = { id: string; at: string; words: ReactNode };

/** The pages of what can be opened. */
const pages: Record<string, string> = {
  tickets: "/tickets/",
  contacts: "/contacts/",
  products: "/products/",
  customer_services: "/services/",
  ticket_templates: "/templates/",
};

function ChangeWords({ change }: { change: SupportActivity["changes"][number] }) {
  const { t } = useTranslation();
  const name = [t(`support.resource.${change.resource}`, change.resource), change.label].filter(Boolean).join(" ");
  const page = pages[change.resource];
  const fields = change.fields.map((field) => field.replaceAll("_", " ")).join(", ");
  return (
    <>
      {page ? (
        <Link to={`${page}${change.row_id}`} className="font-medium text-link hover:underline">
          {name}
        </Link>
      ) : (
        name
      )}{" "}
      {t(`support.action.${change.action}`)}
      {fields && <span className="text-muted-foreground">: {fields}</span>}
    </>
  );
}

function Activity({ id }: { id: string }) {
  const query = useQuery(supportActivityQuery(id));
  const { t } = useTranslation();
  if (query.isPending) return <Skeleton className="mt-2 w-56" />;
  if (!query.data) {
    return <FailedPart onRetry={() => void query.refetch()}>{t("support.failed")}</FailedPart>;
  }
  return <Entries activity={query.data} />;
}

function Entries({ activity }: { activity: SupportActivity }) {
  const { t } = useTranslation();
  const entries = useEntries(activity);
  return (
    <ol className="mt-1 flex flex-col gap-1.5 border-l pl-3">
      {entries.map((entry) => (
        <li key={entry.id} className="flex gap-3">
          <span className="w-24 shrink-0 text-muted-foreground">
            <Moment at={entry.at} />
          </span>
          <span className="min-w-0 [overflow-wrap:anywhere]">{entry.words}</span>
        </li>
      ))}
      {activity.changes.length === 0 && <li className="text-muted-foreground">{t("support.nothing_changed")}</li>}
    </ol>
  );
}

/** Coming, what was changed, leaving: newest first. */
function useEntries({ visits, changes }: SupportActivity): Entry[] {
  const { t } = useTranslation();
  const entries: Entry[] = [
    ...visits.map((visit) => ({
      id: `${visit.id}-came`,
      at: visit.started_at,
      words: t("support.came", { name: visit.operator_name }),
    })),
    ...visits.flatMap((visit) =>
      visit.ended_at
        ? [{ id: `${visit.id}-left`, at: visit.ended_at, words: t("support.left", { name: visit.operator_name }) }]
        : [],
    ),
    ...changes.map((change, place) => ({
      id: `${change.change_set_id}-${change.row_id}-${place}`,
      at: change.at,
      words: <ChangeWords change={change} />,
    })),
  ];
  return entries.sort((one, other) => other.at.localeCompare(one.at));
}
