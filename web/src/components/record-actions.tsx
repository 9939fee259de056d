import { Link, type LinkProps, useNavigate } from "@tanstack/react-router";
import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useHotkeys } from "@/lib/hotkeys";
import { Button, buttonVariants } from "./ui/button";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "./ui/menu";

type ActionsProps = {
  /** Where it is edited. */
  edit: LinkProps;
  /** Where one is when it is gone. */
  list: LinkProps;
  /** Answers whether it is gone. */
  onRemove: () => Promise<boolean>;
  /** What is more important than editing. */
  children?: ReactNode;
};

/** What can be done with a record: delete in the menu, edit by button and by `E`, and what its page is for. */
export function RecordActions({ edit, list, onRemove, children }: ActionsProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  useHotkeys({ e: () => void navigate(edit) });
  return (
    <>
      <MoreMenu>
        <MenuItem
          destructive
          onClick={async () => {
            if (await onRemove()) await navigate(list);
          }}
        >
          <Trash2 className="size-4" aria-hidden />
          {t("actions.delete")}
        </MenuItem>
      </MoreMenu>
      <Link {...edit} className={buttonVariants(children ? {} : { variant: "primary" })}>
        <Pencil aria-hidden />
        {t("actions.edit")}
      </Link>
      {children}
    </>
  );
}

/** The menu of what is done seldom; in a list its label says with which row. */
export function MoreMenu({ label, children }: { label?: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Menu>
      <MenuTrigger render={<Button variant="ghost" size="icon" aria-label={label ?? t("actions.more")} />}>
        <Ellipsis aria-hidden />
      </MenuTrigger>
      <MenuContent align="end">{children}</MenuContent>
    </Menu>
  );
}
