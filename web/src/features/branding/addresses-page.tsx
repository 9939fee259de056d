import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Globe } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { allBrandHostsQuery, type BrandHost, confirmHost, refuseHost } from "@/api/branding";
import { Moment } from "@/components/dates";
import { explain } from "@/components/explain";
import { Page } from "@/components/page";
import { SettingsColumn, SettingsSkeleton } from "@/components/settings-parts";
import { EmptyState, ErrorState } from "@/components/states";
import { tell, tellFailure } from "@/components/toasts";
import { Button } from "@/components/ui/button";
import { HostBadge, RemoveHost } from "./host-parts";

/** An operator's side: who says that an address is theirs, and the word that it is. */
export function AddressesPage() {
  const { t } = useTranslation();
  const query = useQuery(allBrandHostsQuery);
  const hosts = query.data?.items ?? [];
  return (
    <Page title={t("brand_hosts.title")}>
      {query.isPending ? (
        <SettingsSkeleton />
      ) : query.isError && !query.data ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : hosts.length === 0 ? (
        <EmptyState title={t("brand_hosts.empty_title")} text={t("brand_hosts.empty_text")} />
      ) : (
        <SettingsColumn>
          <div>
            <p className="mb-3 text-muted-foreground">{t("brand_hosts.text")}</p>
            <ul>
              {hosts.map((host) => (
                <Row key={host.id} host={host} />
              ))}
            </ul>
          </div>
        </SettingsColumn>
      )}
    </Page>
  );
}

function Row({ host }: { host: BrandHost }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    try {
      await confirmHost(queries, host.id);
      tell(t("brand_hosts.confirmed", { host: host.host }));
    } catch (error) {
      tellFailure(explain(error, t));
    }
    setBusy(false);
  };
  return (
    <li className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-2 border-b py-2.5">
      <Globe className="size-5 shrink-0 text-muted-foreground" strokeWidth={1.5} aria-hidden />
      <div className="min-w-40 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium [overflow-wrap:anywhere]">
          {host.host}
          <HostBadge host={host} />
        </p>
        <p className="text-xs text-muted-foreground">
          {t("brand_hosts.of", { name: host.owner_name })} <Moment at={host.created_at} />
        </p>
      </div>
      {!host.verified_at && (
        <Button
          size="small"
          variant="primary"
          aria-label={t("brand_hosts.confirm_host", { host: host.host })}
          busy={isBusy && t("brand_hosts.confirm")}
          onClick={() => void confirm()}
        >
          {t("brand_hosts.confirm")}
        </Button>
      )}
      <RemoveHost host={host} remove={refuseHost} text={t("brand_hosts.remove_text")} />
    </li>
  );
}
