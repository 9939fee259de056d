import { useQuery, useQueryClient } from "@tanstack/react-query";
import { LifeBuoy } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type SupportGrant, startSupport, supportGrantsQuery } from "@/api/support";
import { Moment } from "@/components/dates";
import { explain } from "@/components/explain";
import { Page } from "@/components/page";
import { SettingsColumn, SettingsSkeleton } from "@/components/settings-parts";
import { EmptyState, ErrorState } from "@/components/states";
import { tellFailure } from "@/components/toasts";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";

/** An operator's side: the organisations that let them in, and the way in. */
export function LetInPage() {
  const { t } = useTranslation();
  const query = useQuery(supportGrantsQuery);
  const grants = query.data?.items ?? [];
  return (
    <Page title={t("support.title")}>
      {query.isPending ? (
        <SettingsSkeleton />
      ) : query.isError && !query.data ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : grants.length === 0 ? (
        <EmptyState title={t("support.inside_empty_title")} text={t("support.inside_empty_text")} />
      ) : (
        <SettingsColumn>
          <div>
            <p className="mb-3 text-muted-foreground">{t("support.inside_text")}</p>
            <ul>
              {grants.map((grant) => (
                <Invitation key={grant.id} grant={grant} />
              ))}
            </ul>
          </div>
        </SettingsColumn>
      )}
    </Page>
  );
}

function Invitation({ grant }: { grant: SupportGrant }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isEntering, setEntering] = useState(false);
  const enter = async () => {
    setEntering(true);
    try {
      await startSupport(grant.id);
      // Loaded anew: what an operator knows and what a guest knows are apart.
      window.location.assign("/");
    } catch (error) {
      setEntering(false);
      tellFailure(explain(error, t));
      await queries.invalidateQueries({ queryKey: supportGrantsQuery.queryKey });
    }
  };
  return (
    <li className="flex min-h-14 items-center gap-3 border-b py-2.5">
      <LifeBuoy className="size-5 shrink-0 text-muted-foreground" strokeWidth={1.5} aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium [overflow-wrap:anywhere]">{grant.organisation_name}</span>
          <Badge tone={grant.access === "write" ? "warning" : "plain"}>{t(`support.access_${grant.access}`)}</Badge>
        </p>
        <p className="[overflow-wrap:anywhere]">{grant.reason}</p>
        <p className="text-xs text-muted-foreground">
          {t("support.until")} <Moment at={grant.ends_at} />
        </p>
      </div>
      <Button
        size="small"
        variant="primary"
        aria-label={t("support.enter_organisation", { name: grant.organisation_name })}
        busy={isEntering && t("support.entering")}
        onClick={() => void enter()}
      >
        {t("support.enter")}
      </Button>
    </li>
  );
}
