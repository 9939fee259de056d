import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { LifeBuoy } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { sessionEnded } from "@/api/connection";
import { meQuery, useForget, useMe } from "@/api/session";
import { endSupport } from "@/api/support";
import { dropAllDrafts } from "@/lib/drafts";
import { useStore } from "@/lib/store";
import { Moment } from "../dates";
import { explain } from "../explain";
import { tell, tellFailure } from "../toasts";
import { Button } from "../ui/button";

/** Whoever is a guest sees at all times where, until when, and how to leave; and is let out when the access ends. */
export function SupportBanner() {
  const { t } = useTranslation();
  const { organisation, support } = useMe();
  const ended = useStore(sessionEnded);
  const leave = useLeave();
  const [isLeaving, setLeaving] = useState(false);
  const isOver = support !== null && ended;
  // biome-ignore lint/correctness/useExhaustiveDependencies: leaving is the same on every render.
  useEffect(() => {
    if (isOver) void leave().then(() => tell(t("support.left_by_itself")));
  }, [isOver]);
  if (support === null || organisation === null) return null;
  return (
    <section
      aria-label={t("support.title")}
      className="flex min-h-11 shrink-0 items-center gap-2.5 border-b bg-warning-bg py-1.5 pr-3 pl-5 text-warning-fg max-[759px]:px-4"
    >
      <LifeBuoy className="size-4 shrink-0" aria-hidden />
      <p className="flex-1">
        <b className="font-semibold">
          {t("support.banner", { organisation: organisation.name })} <Moment at={support.ends_at} />.
        </b>{" "}
        {t(`support.banner_${support.access}`)}
      </p>
      <Button
        size="small"
        busy={isLeaving && t("support.leave")}
        onClick={() => {
          setLeaving(true);
          leave().catch((error: unknown) => {
            setLeaving(false);
            tellFailure(explain(error, t));
          });
        }}
      >
        {t("support.leave")}
      </Button>
    </section>
  );
}

function useLeave(): () => Promise<void> {
  const forget = useForget();
  const navigate = useNavigate();
  const queries = useQueryClient();
  return async () => {
    await endSupport();
    const own = await queries.fetchQuery({ ...meQuery, staleTime: 0 });
    sessionEnded.set(false);
    forget();
    queries.setQueryData(meQuery.queryKey, own);
    await navigate({ to: "/support-access" });
    dropAllDrafts();
  };
}
