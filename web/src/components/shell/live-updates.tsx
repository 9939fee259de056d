import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import { tell } from "../toasts";

/** What others change appears by itself. It comes after the page, and is no part of the start. */
export function LiveUpdates() {
  const { user } = useMe();
  const { t } = useTranslation();
  const queries = useQueryClient();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the texts of one language do not change.
  useEffect(() => {
    let isOver = false;
    let stop = () => {
      isOver = true;
    };
    import("@/api/live").then(
      ({ followChanges }) => {
        if (!isOver) stop = followChanges(queries, user.id, () => tell(t("live.gone")));
      },
      // Without it the page works, and asks again whenever somebody comes back to it.
      () => undefined,
    );
    return () => stop();
  }, [queries, user.id]);
  return null;
}
