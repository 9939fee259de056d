import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Globe } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { allBrandHostsQuery, type BrandHost, confirmHost, refuseHost } from "@/api/branding";
import { Moment } from "@/components/dates";
import { explain } from "@/components/explain";
import { Page } from "@/components/page";
import { EmptyState, ErrorState } from "@/components/states";
import { tell, tellFailure } from "@/components/toasts";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";

/** An operator's side: who says that an address is theirs, and the word that it is. */
export function AddressesPage() {
  const { t } = useTranslation();
  const query = useQuery(allBrandHostsQuery);
  const hosts = query.data?.items ?? [];
  return (
    <Page title={t("brand_hosts.title")}>
      {query.isError && !query.data ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data && hosts.length === 0 ? (
        <EmptyState title={t("brand_hosts.empty_title")} text={t("brand_hosts.empty_text")} />
      ) : (
        <div className="min-h-0 flex-1 overflow-y-auto">
          <div className="max-w-[720px] px-[var(--shell-gutter)] py-6 max-[759px]:px-4 max-[759px]:pt-2">
            {query.isPending ? (
              <div role="status" aria-label={t("lists.loading")} className="flex flex-col gap-8">
                <Skeleton className="w-72 max-w-full" />
                <Skeleton className="w-56" />
              </div>
            ) : (
              <>
                <p className="mb-3 text-muted-foreground">{t("brand_hosts.text")}</p>
                <ul>
                  {hosts.map((host) => (
                    <Row key={host.id} host={host} />
                  ))}
                </ul>
              </>
            )}
          </div>
        </div>
      )}
    </Page>
  );
}

function Row({ host: { id, host, owner_name, created_at, verified_at } }: { host: BrandHost }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const act = async (acting: () => Promise<void>, done: string) => {
    setBusy(true);
    try {
      await acting();
      tell(done);
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
          {host}
          <Badge tone={verified_at ? "success" : "warning"}>
            {verified_at ? t("branding.confirmed") : t("branding.waiting")}
          </Badge>
        </p>
        <p className="text-xs text-muted-foreground">
          {t("brand_hosts.of", { name: owner_name })} <Moment at={created_at} />
        </p>
      </div>
      {!verified_at && (
        <Button
          size="small"
          variant="primary"
          disabled={isBusy}
          aria-label={t("brand_hosts.confirm_host", { host })}
          onClick={() => void act(() => confirmHost(queries, id), t("brand_hosts.confirmed", { host }))}
        >
          {t("brand_hosts.confirm")}
        </Button>
      )}
      <Button
        size="small"
        disabled={isBusy}
        aria-label={t("brand_hosts.refuse_host", { host })}
        onClick={() => void act(() => refuseHost(queries, id), t("brand_hosts.refused", { host }))}
      >
        {t("brand_hosts.refuse")}
      </Button>
    </li>
  );
}
