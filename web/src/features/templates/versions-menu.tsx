import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { completeField, type TicketTemplate, templateVersionsQuery } from "@/api/templates";
import { Moment } from "@/components/dates";
import { tell } from "@/components/toasts";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import { designOf } from "./design";
import type { DesignState } from "./use-design";

/** Every version that was saved. Choosing one puts it on the canvas; saving makes it the newest. */
export function VersionsMenu({ template, state }: { template: TicketTemplate; state: DesignState }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const versions = useQuery({ ...templateVersionsQuery(template.id), enabled: open });
  return (
    <Menu open={open} onOpenChange={setOpen}>
      <MenuTrigger render={<Button size="icon" variant="ghost" aria-label={t("templates.versions")} />}>
        <History aria-hidden />
      </MenuTrigger>
      <MenuContent align="end" className="max-h-[min(var(--available-height),24rem)] w-72">
        {versions.isPending && <p className="px-2 py-1.5 text-muted-foreground">{t("templates.versions_loading")}</p>}
        {versions.isError && <p className="px-2 py-1.5 text-destructive-fg">{t("templates.versions_failed")}</p>}
        {versions.data?.items.map((one) => (
          <MenuItem
            key={one.version}
            className="tabular-nums"
            onClick={() => {
              const { name, fields } = designOf({ name: one.name, fields: one.fields.map(completeField) });
              state.update(() => ({ name, fields }));
              tell(t("templates.take_over", { number: one.version }));
            }}
          >
            <span className="font-medium">{t("templates.version", { number: one.version })}</span>
            <span className="text-xs text-muted-foreground">
              {t("templates.fields_count", { count: one.fields.length })}
            </span>
            <span className="ml-auto text-xs text-muted-foreground">
              {one.version === template.version ? t("templates.current") : <Moment at={one.created_at} />}
            </span>
          </MenuItem>
        ))}
      </MenuContent>
    </Menu>
  );
}
