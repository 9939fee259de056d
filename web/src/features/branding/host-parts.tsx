import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BrandHost } from "@/api/branding";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { explain } from "@/components/explain";
import { tell, tellFailure } from "@/components/toasts";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";

export function HostBadge({ host }: { host: BrandHost }) {
  const { t } = useTranslation();
  return (
    <Badge tone={host.verified_at ? "success" : "warning"}>
      {host.verified_at ? t("branding.confirmed") : t("branding.waiting")}
    </Badge>
  );
}

type RemoveProps = {
  host: BrandHost;
  remove: (queries: QueryClient, id: string) => Promise<void>;
  /** What it means to remove a host that was confirmed. */
  text: string;
};

/** Asks first when the host shows a brand: it takes two people to bring that back. */
export function RemoveHost({ host: { id, host, verified_at }, remove, text }: RemoveProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const act = async () => {
    setBusy(true);
    try {
      await remove(queries, id);
      tell(t("branding.host_removed", { host }));
    } catch (error) {
      tellFailure(explain(error, t));
    }
    setBusy(false);
  };
  return (
    <>
      <Button
        size="small"
        aria-label={t("branding.remove_host", { host })}
        busy={isBusy && t("branding.remove")}
        onClick={() => (verified_at ? setAsking(true) : void act())}
      >
        {t("branding.remove")}
      </Button>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={t("branding.remove_title", { host })}
        text={text}
        action={t("branding.remove")}
        destructive
        onConfirm={act}
      />
    </>
  );
}
