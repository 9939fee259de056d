import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Globe } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { addHost, type BrandHost, brandHostsQuery, removeHost } from "@/api/branding";
import { explain } from "@/components/explain";
import { TextField } from "@/components/form/fields";
import { ResourceForm } from "@/components/form/resource-form";
import { tell, tellFailure } from "@/components/toasts";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Section } from "./section";

export function HostsSection() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data } = useQuery(brandHostsQuery);
  return (
    <Section title={t("branding.hosts")} text={t("branding.hosts_text")}>
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
        <TextField name="host" label={t("branding.host")} placeholder="help.example.com" autoComplete="off" />
      </ResourceForm>
    </Section>
  );
}

function HostRow({ host: { id, host, verified_at } }: { host: BrandHost }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    try {
      await removeHost(queries, id);
      tell(t("branding.host_removed", { host }));
    } catch (error) {
      setBusy(false);
      tellFailure(explain(error, t));
    }
  };
  return (
    <li className="flex min-h-12 items-center gap-3 border-b py-2">
      <Globe className="size-4 shrink-0 text-muted-foreground" aria-hidden />
      <span className="min-w-0 flex-1 font-medium [overflow-wrap:anywhere]">{host}</span>
      <Badge tone={verified_at ? "success" : "warning"}>
        {verified_at ? t("branding.confirmed") : t("branding.waiting")}
      </Badge>
      <Button
        size="small"
        disabled={isBusy}
        aria-label={t("branding.remove_host", { host })}
        onClick={() => void remove()}
      >
        {t("branding.remove_logo")}
      </Button>
    </li>
  );
}
