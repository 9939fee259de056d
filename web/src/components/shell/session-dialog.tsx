import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Info } from "lucide-react";
import { useTranslation } from "react-i18next";
import { sessionEnded } from "@/api/connection";
import { meQuery, useForget, useMe } from "@/api/session";
import { dropAllDrafts } from "@/lib/drafts";
import { useStore } from "@/lib/store";
import { SignInForm } from "../sign-in-form";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "../ui/dialog";

/** The session ended while somebody worked: sign in over the page, and what was typed is still there. */
export function SessionDialog() {
  const ended = useStore(sessionEnded);
  const { user, support } = useMe();
  const { t } = useTranslation();
  const queries = useQueryClient();
  const forget = useForget();
  const navigate = useNavigate();
  return (
    <Dialog open={ended && support === null}>
      <DialogContent closable={false} className="max-w-[400px]">
        <DialogTitle>{t("auth.session_ended_title")}</DialogTitle>
        <DialogDescription className="flex items-start gap-2 rounded-sm bg-info-bg px-3 py-2 text-info-fg">
          <Info className="mt-0.5 size-4 shrink-0" aria-hidden />
          {t("auth.session_ended_text")}
        </DialogDescription>
        <SignInForm
          email={user.email}
          onDone={(me) => {
            sessionEnded.set(false);
            if (me.user.id !== user.id) {
              forget();
              void navigate({ to: "/" }).then(dropAllDrafts);
            }
            queries.setQueryData(meQuery.queryKey, me);
            void queries.invalidateQueries({ predicate: (query) => query.state.status === "error" });
          }}
        />
      </DialogContent>
    </Dialog>
  );
}
