import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Globe } from "lucide-react";
import { useTranslation } from "react-i18next";
import { addHost, type BrandHost, brandHostsQuery, removeHost } from "@/api/branding";
import { TextField } from "@/components/form/fields";
import { ResourceForm } from "@/components/form/resource-form";
import { SettingsSection } from "@/components/settings-parts";
import { FailedPart } from "@/components/states";
import { tell } from "@/components/toasts";
import { HostBadge, RemoveHost } from "./host-parts";

export function HostsSection() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data, isError, refetch } = useQuery(brandHostsQuery);
  return (
    <SettingsSection title={t("branding.hosts")} text={t("branding.hosts_text")}>
      {isError && !data && <FailedPart onRetry={() => void refetch()}>{t("branding.hosts_failed")}</FailedPart>}
      {data && data.items.length > 0 && (
        <ul className="border-t">
          {data.items.map((host) => (
            <HostRow key={host.id} host={host} />
          ))}
        </ul>
      )}
      <ResourceForm
        operation="POST /api/branding/hosts"
        layout="inline"
        initial={{ host: "" }}
        clearAfter
        submitLabel={t("branding.add_host")}
        busyLabel={t("branding.adding")}
        onSubmit={async (values) => {
          const host = String(values.host).trim().toLowerCase();
          await addHost(queries, host);
          tell(t("branding.host_added", { host }));
        }}
      >
        <TextField
          name="host"
          label={t("branding.host")}
          help={t("branding.host_help")}
          placeholder="help.example.com"
          autoComplete="off"
        />
      </ResourceForm>
    </SettingsSection>
  );
}

function HostRow({ host }: { host: BrandHost }) {
  const { t } = useTranslation();
  return (
    <li className="flex min-h-12 items-center gap-3 border-b py-2">
      <Globe className="size-4 shrink-0 text-muted-foreground" aria-hidden />
      <span className="min-w-0 flex-1 font-medium [overflow-wrap:anywhere]">{host.host}</span>
      <HostBadge host={host} />
      <RemoveHost host={host} remove={removeHost} text={t("branding.remove_text")} />
    </li>
  );
}
