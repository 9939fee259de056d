import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import { Toasts } from "../toasts";
import { Button } from "../ui/button";
import { Logo } from "../ui/glyphs";
import { useSignOut } from "./menus";

/** Operators and resellers belong to no organisation; their pages come later, and this says so. */
export function ConsolePage() {
  const { t } = useTranslation();
  const { user } = useMe();
  const leave = useSignOut();
  return (
    <main className="grid h-full place-items-center p-6">
      <div className="flex max-w-[440px] flex-col items-start gap-3">
        <Logo className="size-8" />
        <h1 className="mt-2 text-xl font-semibold title-tracking">{t("auth.console_title")}</h1>
        <p className="text-base text-muted-foreground">{t("auth.console_text", { role: user.role })}</p>
        <Button className="mt-2" onClick={() => void leave()}>
          {t("auth.sign_out")}
        </Button>
      </div>
      <Toasts />
    </main>
  );
}
