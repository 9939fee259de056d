import { useNavigate } from "@tanstack/react-router";
import { Copy, Ellipsis, Star, StarOff, Ticket, Trash2 } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "@/api/session";
import type { TicketTemplate } from "@/api/templates";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { useTemplateActions } from "./template-actions";

type TemplateMenuProps = {
  template: TicketTemplate;
  trigger: ReactElement;
  onDuplicate: () => void;
  onRemoved?: () => void;
};

/** What can be done with a template as a whole. Nothing is shown to who may do nothing. */
export function TemplateMenu({ template, trigger, onDuplicate, onRemoved }: TemplateMenuProps) {
  const { t } = useTranslation();
  const canWrite = useCan("write_templates");
  const canCreate = useCan("write_tickets");
  const navigate = useNavigate();
  const actions = useTemplateActions();
  if (!canWrite && !canCreate) return null;
  const Default = template.is_default ? StarOff : Star;
  return (
    <Menu>
      <MenuTrigger render={trigger}>
        <Ellipsis aria-hidden />
      </MenuTrigger>
      <MenuContent align="end">
        {canCreate && (
          <MenuItem onClick={() => void navigate({ to: "/tickets/new", search: { template: template.id } })}>
            <Ticket className="size-4" aria-hidden />
            {t("templates.use")}
          </MenuItem>
        )}
        {canWrite && (
          <>
            <MenuItem onClick={onDuplicate}>
              <Copy className="size-4" aria-hidden />
              {t("templates.duplicate")}
            </MenuItem>
            <MenuItem onClick={() => void actions.setDefault(template, !template.is_default)}>
              <Default className="size-4" aria-hidden />
              {template.is_default ? t("templates.unset_default") : t("templates.set_default")}
            </MenuItem>
            <MenuSeparator />
            <MenuItem
              destructive
              onClick={async () => {
                if (await actions.remove(template, template.name)) onRemoved?.();
              }}
            >
              <Trash2 className="size-4" aria-hidden />
              {t("actions.delete")}
            </MenuItem>
          </>
        )}
      </MenuContent>
    </Menu>
  );
}
