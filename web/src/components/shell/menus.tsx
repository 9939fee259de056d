import { useNavigate } from "@tanstack/react-router";
import { Building2, Keyboard, LogOut, Rows2, Rows3, UserRound, Users } from "lucide-react";
import { useTranslation } from "react-i18next";
import { signOut } from "@/api/account";
import { usePlanName } from "@/api/meta";
import { useCan, useForget, useMe } from "@/api/session";
import { dropAllDrafts } from "@/lib/drafts";
import { setPreference, usePreferences } from "@/lib/preferences";
import { explain } from "../explain";
import { ThemeChoices } from "../theme-choices";
import { tellFailure } from "../toasts";
import { MenuContent, MenuGroup, MenuItem, MenuLabel, MenuRadioGroup, MenuRadioItem, MenuSeparator } from "../ui/menu";
import { helpOpen } from "./shell-state";

/** Signing out forgets everything that belonged to the person. */
export function useSignOut(): () => Promise<void> {
  const forget = useForget();
  const navigate = useNavigate();
  const { t } = useTranslation();
  return async () => {
    try {
      await signOut();
    } catch (error) {
      tellFailure(explain(error, t));
      return;
    }
    await navigate({ to: "/sign-in" });
    forget();
    // Last, since a form that leaves the page keeps what was typed in it.
    dropAllDrafts();
  };
}

export function UserMenuContent({ side }: { side: "top" | "bottom" }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const { density } = usePreferences();
  const canManage = useCan("manage_sessions");
  const navigate = useNavigate();
  const leave = useSignOut();
  return (
    <MenuContent side={side} className="w-60">
      <p className="truncate px-2 pt-1.5 pb-2 text-xs text-muted-foreground">{user.email}</p>
      {canManage && (
        <MenuItem onClick={() => void navigate({ to: "/settings/sessions" })}>
          <UserRound className="size-4" aria-hidden />
          {t("settings.profile")}
        </MenuItem>
      )}
      <MenuItem keys="?" onClick={() => helpOpen.set(true)}>
        <Keyboard className="size-4" aria-hidden />
        {t("help.title")}
      </MenuItem>
      <MenuSeparator />
      <MenuGroup>
        <MenuLabel>{t("preferences.theme")}</MenuLabel>
        <ThemeChoices />
      </MenuGroup>
      <MenuGroup>
        <MenuLabel>{t("preferences.density")}</MenuLabel>
        <MenuRadioGroup
          value={density}
          onValueChange={(value: string) => setPreference("density", value === "compact" ? "compact" : "comfortable")}
        >
          <MenuRadioItem value="comfortable">
            <Rows2 className="size-4" aria-hidden />
            {t("preferences.comfortable")}
          </MenuRadioItem>
          <MenuRadioItem value="compact">
            <Rows3 className="size-4" aria-hidden />
            {t("preferences.compact")}
          </MenuRadioItem>
        </MenuRadioGroup>
      </MenuGroup>
      <MenuSeparator />
      <MenuItem onClick={() => void leave()}>
        <LogOut className="size-4" aria-hidden />
        {t("auth.sign_out")}
      </MenuItem>
    </MenuContent>
  );
}

export function OrganisationMenuContent() {
  const { t } = useTranslation();
  const { organisation } = useMe();
  const navigate = useNavigate();
  const plan = usePlanName(organisation?.plan ?? "");
  const canRead = useCan("read_organisation");
  const canReadUsers = useCan("read_users");
  return (
    <MenuContent className="w-60">
      <div className="px-2 pt-1.5 pb-2">
        <p className="truncate font-medium">{organisation?.name}</p>
        <p className="text-xs text-muted-foreground">{t("shell.plan", { plan })}</p>
      </div>
      <MenuSeparator />
      {canRead && (
        <MenuItem onClick={() => void navigate({ to: "/settings/organisation" })}>
          <Building2 className="size-4" aria-hidden />
          {t("settings.organisation")}
        </MenuItem>
      )}
      {canReadUsers && (
        <MenuItem onClick={() => void navigate({ to: "/settings/users" })}>
          <Users className="size-4" aria-hidden />
          {t("users.title")}
        </MenuItem>
      )}
    </MenuContent>
  );
}
