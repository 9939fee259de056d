import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type SupportGrant, supportGrantsQuery } from "@/api/support";
import { Page, SectionTitle } from "@/components/page";
import { SettingsColumn, SettingsSkeleton } from "@/components/settings-parts";
import { EmptyState, ErrorState } from "@/components/states";
import { Button } from "@/components/ui/button";
import { GrantForm } from "./grant-form";
import { GrantRow } from "./grant-row";

/** Who was let in, who is in now, and what they did. */
export function SupportAccessPage() {
  const { t } = useTranslation();
  const query = useQuery(supportGrantsQuery);
  const [isGranting, setGranting] = useState(false);
  const grants = query.data?.items ?? [];
  const button = (
    <Button variant="primary" onClick={() => setGranting(true)}>
      <Plus aria-hidden />
      {t("support.new")}
    </Button>
  );
  return (
    <Page title={t("support.title")} actions={grants.length > 0 && button}>
      {query.isPending ? (
        <SettingsSkeleton />
      ) : query.isError && !query.data ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : grants.length === 0 ? (
        <EmptyState title={t("support.empty_title")} text={t("support.empty_text")} actions={button} />
      ) : (
        <SettingsColumn>
          <p className="-mb-4 text-muted-foreground">{t("support.text")}</p>
          <Grants title={t("support.now")} grants={grants.filter((grant) => grant.status === "active")} />
          <Grants title={t("support.before")} grants={grants.filter((grant) => grant.status !== "active")} />
        </SettingsColumn>
      )}
      {isGranting && <GrantForm onClose={() => setGranting(false)} />}
    </Page>
  );
}

function Grants({ title, grants }: { title: string; grants: readonly SupportGrant[] }) {
  if (grants.length === 0) return null;
  return (
    <section className="flex flex-col gap-2">
      <SectionTitle count={grants.length}>{title}</SectionTitle>
      <ul>
        {grants.map((grant) => (
          <GrantRow key={grant.id} grant={grant} />
        ))}
      </ul>
    </section>
  );
}
