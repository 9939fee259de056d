import { Link, useNavigate } from "@tanstack/react-router";
import { FileDown, FileUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ImportResource } from "@/api/imports";
import { useTimeZone } from "@/api/session";
import type { FilterField } from "@/components/data-table/columns";
import { type ListSearch, toQuery } from "@/components/data-table/list-search";
import { MoreMenu } from "@/components/record-actions";
import { buttonVariants } from "@/components/ui/button";
import { MenuItem } from "@/components/ui/menu";
import { formatAddress } from "@/lib/address";

type MenuProps = {
  resource: ImportResource;
  search: ListSearch;
  filters: readonly FilterField[];
  defaultSort: string;
  canImport: boolean;
};

/** The way to a file, where a list has nothing yet. */
export function ImportLink({ resource }: { resource: ImportResource }) {
  const { t } = useTranslation();
  return (
    <Link to="/import" search={searchOf(resource)} className={buttonVariants()}>
      <FileUp aria-hidden />
      {t("imports.from_list")}
    </Link>
  );
}

function searchOf(resource: ImportResource): { resource?: ImportResource } {
  return resource === "contacts" ? {} : { resource };
}

/** What is done with a whole list: a file comes in, or the rows that the filters leave go out as one. */
export function ListMenu({ resource, search, filters, defaultSort, canImport }: MenuProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const zone = useTimeZone();
  const exported = `/api/${resource}/export${formatAddress(toQuery(search, filters, defaultSort, zone))}`;
  return (
    <MoreMenu>
      {canImport && (
        <MenuItem onClick={() => void navigate({ to: "/import", search: searchOf(resource) })}>
          <FileUp className="size-4 text-muted-foreground" aria-hidden />
          {t("imports.from_list")}
        </MenuItem>
      )}
      <MenuItem render={<a href={exported} download />}>
        <FileDown className="size-4 text-muted-foreground" aria-hidden />
        {t("imports.export")}
      </MenuItem>
    </MoreMenu>
  );
}
