import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { loadSampleData } from "@/api/account";
import { useCan } from "@/api/session";
import { explain } from "./explain";
import { tellFailure } from "./toasts";
import { Button } from "./ui/button";
import { useUndoable } from "./use-undo";

/** Something to look at on the first day; it goes away in one undo. For admins, since it touches everything. */
export function SampleDataButton() {
  const { t } = useTranslation();
  const canLoad = useCan("load_samples");
  const queries = useQueryClient();
  const undoable = useUndoable();
  const [busy, setBusy] = useState(false);
  if (!canLoad) return null;
  const load = async () => {
    setBusy(true);
    try {
      const { change_set_id } = await loadSampleData();
      await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "meta" });
      undoable(t("sample.loaded"), change_set_id);
    } catch (error) {
      tellFailure(t("sample.failed", { reason: explain(error, t) }));
    }
    setBusy(false);
  };
  return (
    <Button busy={busy && t("sample.loading")} onClick={() => void load()}>
      {t("sample.load")}
    </Button>
  );
}

export function SampleDataNote() {
  const { t } = useTranslation();
  const canLoad = useCan("load_samples");
  return canLoad ? t("sample.note") : null;
}
