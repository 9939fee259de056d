import { useQueryClient } from "@tanstack/react-query";
import { CloudOff } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { unreachableSince } from "@/api/connection";
import { useTimeZone } from "@/api/session";
import { formatTime } from "@/lib/format";
import { useStore } from "@/lib/store";
import { Button } from "../ui/button";

/** While the server does not answer: since when, what still works, and it asks again by itself. */
export function OfflineBanner() {
  const since = useStore(unreachableSince);
  const queries = useQueryClient();
  const { t } = useTranslation();
  const zone = useTimeZone();
  const knock = () =>
    api.GET("/api/meta").then(
      () => undefined,
      () => undefined,
    );
  // biome-ignore lint/correctness/useExhaustiveDependencies: knocking is the same on every render.
  useEffect(() => {
    if (since === null) return;
    const timer = setInterval(knock, 4000);
    return () => {
      clearInterval(timer);
      void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "meta" });
    };
  }, [since, queries]);
  if (since === null) return null;
  return (
    <div
      role="status"
      className="flex min-h-11 shrink-0 items-center gap-2.5 border-b bg-warning-bg py-1.5 pr-3 pl-5 text-warning-fg max-[759px]:px-4"
    >
      <CloudOff className="size-4 shrink-0" aria-hidden />
      <p className="flex-1">
        <b className="font-semibold">{t("offline.title", { time: formatTime(since.toISOString(), zone) })}</b>{" "}
        {t("offline.text")}
      </p>
      <Button variant="ghost" className="text-inherit" onClick={knock}>
        {t("actions.try_again")}
      </Button>
    </div>
  );
}
