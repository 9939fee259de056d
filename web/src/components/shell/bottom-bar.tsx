import { Link, useNavigate } from "@tanstack/react-router";
import { List, LogOut, Plus, Search } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import { ThemeChoices } from "../theme-choices";
import { Menu, MenuContent, MenuGroup, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "../ui/menu";
import { activeOptions, type Place, useCreations, usePlaces } from "./commands";
import { useSignOut } from "./menus";
import { openPalette } from "./shell-state";

const tab =
  "flex flex-col items-center gap-[3px] rounded-sm py-1 text-2xs leading-[14px] font-medium text-muted-foreground aria-[current=page]:text-primary data-[popup-open]:text-foreground [&_svg]:size-[22px]";

/** How many places have a tab of their own. */
const barPlaces = 3;

/** The shell of a phone: two places, something new, a third place, and the rest. */
export function BottomBar() {
  const { t } = useTranslation();
  const { work } = usePlaces();
  const [left, right] = [work.slice(0, 2), work.slice(2, barPlaces)];
  return (
    <nav
      aria-label={t("shell.main")}
      className="grid shrink-0 auto-cols-fr grid-flow-col items-center border-t bg-background px-2 pt-1.5 pb-[max(10px,env(safe-area-inset-bottom))] min-[760px]:hidden"
    >
      {left.map((place) => (
        <PlaceTab key={place.to} place={place} />
      ))}
      <CreateMenu />
      {right.map((place) => (
        <PlaceTab key={place.to} place={place} />
      ))}
      <MoreMenu />
    </nav>
  );
}

function PlaceTab({ place }: { place: Place }) {
  return (
    <Link to={place.to} activeOptions={activeOptions(place)} className={tab}>
      <place.icon strokeWidth={1.5} aria-hidden />
      {place.label}
    </Link>
  );
}

function CreateMenu() {
  const { t } = useTranslation();
  const creations = useCreations();
  const navigate = useNavigate();
  if (creations.length === 0) return null;
  return (
    <Menu>
      <MenuTrigger
        aria-label={t("actions.create")}
        className="grid size-11 place-items-center justify-self-center rounded-full bg-primary text-primary-foreground"
      >
        <Plus className="size-5" strokeWidth={1.75} aria-hidden />
      </MenuTrigger>
      <MenuContent side="top" align="center" sideOffset={12}>
        {creations.map((creation) => (
          <MenuItem key={creation.to} onClick={() => void navigate({ to: creation.to })}>
            <Plus className="size-4 text-muted-foreground" aria-hidden />
            {creation.label}
          </MenuItem>
        ))}
      </MenuContent>
    </Menu>
  );
}

function MoreMenu() {
  const { t } = useTranslation();
  const { user } = useMe();
  const { work, settings } = usePlaces();
  const navigate = useNavigate();
  const leave = useSignOut();
  return (
    <Menu>
      <MenuTrigger className={tab}>
        <List strokeWidth={1.5} aria-hidden />
        {t("shell.more")}
      </MenuTrigger>
      <MenuContent side="top" align="end" sideOffset={12} className="w-64">
        <p className="truncate px-2 pt-1.5 pb-2 text-xs text-muted-foreground">{user.email}</p>
        <MenuItem onClick={openPalette}>
          <Search className="size-4" aria-hidden />
          {t("palette.open")}
        </MenuItem>
        {[...work.slice(barPlaces), ...settings].map((place) => (
          <MenuItem key={place.to} onClick={() => void navigate({ to: place.to })}>
            <place.icon className="size-4" aria-hidden />
            {place.label}
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuGroup>
          <MenuLabel>{t("preferences.theme")}</MenuLabel>
          <ThemeChoices />
        </MenuGroup>
        <MenuSeparator />
        <MenuItem onClick={() => void leave()}>
          <LogOut className="size-4" aria-hidden />
          {t("auth.sign_out")}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
