import { RotateCcw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Stored } from "@/api/resource";
import { useCan } from "@/api/session";
import { Button } from "../ui/button";
import type { Column } from "./columns";
import { PurgeDialog } from "./purge-dialog";

/** In the trash a row can be put back, or, by who may, be gone for good. */
export function useTrashColumns<Row extends Stored>(
  actions: {
    restore: (row: Row, label: string) => Promise<void>;
    purge: (row: Row, label: string) => Promise<boolean>;
  },
  rowLabel: (row: Row) => string,
) {
  const { t } = useTranslation();
  const canPurge = useCan("purge");
  const [purging, setPurging] = useState<Row | null>(null);
  const buttons = (row: Row) => (
    <span className="flex justify-end gap-1">
      <Button size="small" onClick={() => actions.restore(row, rowLabel(row))}>
        <RotateCcw aria-hidden />
        {t("actions.restore")}
      </Button>
      {canPurge && (
        <Button
          size="icon-small"
          variant="ghost"
          aria-label={t("purge.label", { label: rowLabel(row) })}
          onClick={() => setPurging(row)}
        >
          <Trash2 aria-hidden />
        </Button>
      )}
    </span>
  );
  const columns: Column<Row>[] = [
    { id: "trash", label: t("lists.trash_actions"), cell: buttons, width: 150, align: "right", fixed: true },
  ];
  const phoneRow = (row: Row) => (
    <div className="flex min-h-[68px] items-center justify-between gap-3 px-4">
      <span className="min-w-0 truncate font-medium">{rowLabel(row)}</span>
      {buttons(row)}
    </div>
  );
  const dialog = (
    <PurgeDialog
      label={purging ? rowLabel(purging) : ""}
      open={purging !== null}
      onOpenChange={(open) => !open && setPurging(null)}
      onPurge={async () => purging !== null && actions.purge(purging, rowLabel(purging))}
    />
  );
  return { columns, phoneRow, dialog };
}
