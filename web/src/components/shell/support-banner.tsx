import { LifeBuoy } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { sessionEnded } from "@/api/connection";
import { useMe } from "@/api/session";
import { dropAllDrafts } from "@/lib/drafts";
import { useStore } from "@/lib/store";
import { Moment } from "../dates";
import { Button } from "../ui/button";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogTitle } from "../ui/dialog";

/** Whoever is a guest sees at all times where, until when, and how to leave; and is told when the access has ended. */
export function SupportBanner() {
  const { t } = useTranslation();
  const { organisation, support } = useMe();
  const ended = useStore(sessionEnded);
  const [isLeaving, setLeaving] = useState(false);
  if (support === null || organisation === null) return null;
  const leave = () => {
    setLeaving(true);
    dropAllDrafts();
    window.location.assign("/leave-support");
  };
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
      <Button size="small" busy={isLeaving && t("support.leave")} onClick={leave}>
        {t("support.leave")}
      </Button>
      <Dialog open={ended}>
        <DialogContent closable={false} className="max-w-[400px]">
          <DialogTitle>{t("support.over_title")}</DialogTitle>
          <DialogDescription>{t("support.over_text", { organisation: organisation.name })}</DialogDescription>
          <DialogFooter>
            <Button variant="primary" busy={isLeaving && t("support.leave")} onClick={leave}>
              {t("support.back")}
            </Button>
          </DialogFooter>
        </DialogContent>
      </Dialog>
    </section>
  );
}
