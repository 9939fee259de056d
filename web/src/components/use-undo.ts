import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { undo } from "@/api/account";
import { useCan } from "@/api/session";
import { explain } from "./explain";
import { offerUndo, tell, tellFailure } from "./toasts";

/** Says what was done and offers to put it back, when the server keeps a change-set of it and the person may undo. */
export function useUndoable(): (message: string, changeSet: string | null) => void {
  const queries = useQueryClient();
  const { t } = useTranslation();
  const canUndo = useCan("undo");
  return useCallback(
    (message, changeSet) => {
      if (changeSet === null || !canUndo) {
        tell(message);
        return;
      }
      offerUndo(message, t("actions.undo"), () => {
        undo(changeSet)
          .then(() => queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "meta" }))
          .then(() => tell(t("undo.done")))
          .catch((error: unknown) => tellFailure(t("undo.failed", { reason: explain(error, t) })));
      });
    },
    [queries, t, canUndo],
  );
}
