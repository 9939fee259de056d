import { Link, linkOptions, useNavigate } from "@tanstack/react-router";
import { FileUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { SheetResource } from "@/api/imports";
import { useCan } from "@/api/session";
import { buttonVariants } from "@/components/ui/button";
import { MenuItem } from "@/components/ui/menu";

/** The way to a file, where a list has nothing yet. */
export function ImportLink({ resource }: { resource: SheetResource }) {
  const { t } = useTranslation();
  if (!useCan("import")) return null;
  return (
    <Link {...importLink(resource)} className={buttonVariants()}>
      <FileUp aria-hidden />
      {t("importing.from_list")}
    </Link>
  );
}

/** The same in the menu of a list that has rows. */
export function ImportItem({ resource }: { resource: SheetResource }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  if (!useCan("import")) return null;
  return (
    <MenuItem onClick={() => void navigate(importLink(resource))}>
      <FileUp className="size-4 text-muted-foreground" aria-hidden />
      {t("importing.from_list")}
    </MenuItem>
  );
}

/** Where a file of such rows is chosen; contacts need not be said. */
export function importLink(resource: SheetResource) {
  return linkOptions({ to: "/import", search: resource === "contacts" ? {} : { resource } });
}
