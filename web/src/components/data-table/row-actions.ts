import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import type { BulkTarget, Resource, Stored } from "@/api/resource";
import { formatCount } from "@/lib/format";
import { explain } from "../explain";
import { tell, tellFailure } from "../toasts";
import { useUndoable } from "../use-undo";

/** The writes of a list and of a record, with their toasts: done and undoable, or put back and why. */
export function useRowActions<Row extends Stored, Fields, Patch extends object>(
  resource: Resource<Row, Fields, Patch>,
) {
  const queries = useQueryClient();
  const undoable = useUndoable();
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const noun = (count: number) => t(`${resource.name}.noun`, { count });

  async function edit(row: Row, patch: Patch, shown: Partial<Row>, message: string): Promise<void> {
    try {
      const { changeSet } = await resource.edit(queries, row, patch, shown);
      undoable(message, changeSet);
    } catch (error) {
      const stale = error instanceof Problem && error.status === 412;
      tellFailure(stale ? t("edits.put_back_stale") : t("edits.put_back", { reason: explain(error, t) }));
    }
  }

  /** `instead` is what can be done where the row must stay. */
  async function remove(row: Row, label: string, instead?: { label: string; run: () => void }): Promise<boolean> {
    try {
      const changeSet = await resource.remove(queries, row);
      undoable(t("edits.deleted", { label }), changeSet);
      return true;
    } catch (error) {
      const isKept = error instanceof Problem && error.status === 409;
      tellFailure(t("edits.not_deleted", { label, reason: explain(error, t) }), isKept ? instead : undefined);
      return false;
    }
  }

  async function bulk(
    target: BulkTarget,
    change: { patch: Patch } | { delete: true },
    words: string,
  ): Promise<boolean> {
    setBusy(true);
    try {
      const result = await resource.bulk(queries, target, change);
      const message =
        "delete" in change
          ? t("edits.bulk_deleted", { count: formatCount(result.changed), noun: noun(result.changed) })
          : t("edits.bulk_changed", { count: formatCount(result.changed), noun: noun(result.changed), change: words });
      undoable(message, result.change_set_id);
      return true;
    } catch (error) {
      tellFailure(t("edits.bulk_failed", { reason: explain(error, t) }));
      return false;
    } finally {
      setBusy(false);
    }
  }

  async function restore(row: Row, label: string): Promise<void> {
    try {
      undoable(t("edits.restored", { label }), await resource.restore(queries, row.id));
    } catch (error) {
      tellFailure(t("edits.not_restored", { label, reason: explain(error, t) }));
    }
  }

  async function purge(row: Row, label: string): Promise<boolean> {
    try {
      await resource.purge(queries, row.id);
      tell(t("edits.purged", { label }));
      return true;
    } catch (error) {
      tellFailure(t("edits.not_purged", { label, reason: explain(error, t) }));
      return false;
    }
  }

  return { edit, remove, bulk, restore, purge, busy };
}
