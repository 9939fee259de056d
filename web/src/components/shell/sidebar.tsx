import { Link } from "@tanstack/react-router";
import { ChevronsUpDown, Ellipsis, PanelLeft, Search } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/branding";
import { useMe } from "@/api/session";
import { cn } from "@/lib/classes";
import { isMac, useMedia } from "@/lib/media";
import { setPreference, usePreferences } from "@/lib/preferences";
import { BrandMark, isWordmark } from "../brand";
import { Avatar } from "../ui/avatar";
import { Button } from "../ui/button";
import { Kbd } from "../ui/kbd";
import { Menu, MenuTrigger } from "../ui/menu";
import { Tooltip } from "../ui/tooltip";
import { activeOptions, type Place, usePlaces } from "./commands";
import { OrganisationMenuContent, UserMenuContent } from "./menus";
import { openPalette } from "./shell-state";

/** The desk under the sheet: who we are, search, and where one can go. */
export function Sidebar() {
  const { t } = useTranslation();
  const { work, settings } = usePlaces();
  const { user, organisation } = useMe();
  const brand = useBrand();
  const narrow = useMedia("(max-width: 999px)");
  const collapsed = usePreferences().sidebar === "collapsed" || narrow;
  const name = user.name ?? user.email;
  return (
    <div
      className={cn(
        "flex shrink-0 flex-col border-r border-sidebar-border bg-sidebar p-2 text-sidebar-foreground max-[759px]:hidden",
        collapsed ? "w-[var(--shell-sidebar-collapsed)]" : "w-[var(--shell-sidebar)]",
      )}
    >
      {!collapsed && isWordmark(brand) && (
        <div className="flex h-10 items-center px-2 pb-1">
          <BrandMark brand={brand} className="h-6 max-w-full" />
        </div>
      )}
      {organisation ? (
        <OrganisationMenu name={organisation.name} collapsed={collapsed} />
      ) : (
        <Home collapsed={collapsed} />
      )}
      <button
        type="button"
        onClick={openPalette}
        aria-label={collapsed ? t("palette.open") : undefined}
        className="mb-3 flex h-[30px] shrink-0 items-center gap-2 rounded-sm border border-border-strong bg-background pr-1.5 pl-2 text-muted-foreground shadow-xs hover:bg-card"
      >
        <Search className="size-3.5 shrink-0" aria-hidden />
        {!collapsed && (
          <>
            <span className="flex-1 text-left">{t("palette.open")}</span>
            <Kbd>{isMac ? "⌘K" : "Ctrl K"}</Kbd>
          </>
        )}
      </button>
      <nav aria-label={t("shell.main")} className="flex flex-col gap-px">
        {work.map((place) => (
          <NavLink key={place.to} place={place} collapsed={collapsed} />
        ))}
      </nav>
      <nav aria-label={t("settings.title")} className={cn("flex flex-col gap-px", collapsed && "mt-3 border-t pt-3")}>
        {!collapsed && (
          <h2 className="px-2 pt-4 pb-1.5 text-2xs font-medium text-muted-foreground">{t("settings.title")}</h2>
        )}
        {settings.map((place) => (
          <NavLink key={place.to} place={place} collapsed={collapsed} />
        ))}
      </nav>
      <div className={cn("mt-auto flex items-center gap-1", collapsed && "flex-col")}>
        <Menu>
          <MenuTrigger
            aria-label={collapsed ? t("shell.user_menu", { name }) : undefined}
            className="flex min-w-0 flex-1 items-center gap-2 rounded-sm px-1 py-1.5 text-foreground hover:bg-sidebar-accent data-[popup-open]:bg-sidebar-accent"
          >
            <Avatar id={user.id} name={name} />
            {!collapsed && (
              <>
                <span className="min-w-0 flex-1 truncate text-left font-medium">{name}</span>
                <Ellipsis className="size-4 shrink-0 text-muted-foreground" aria-hidden />
              </>
            )}
          </MenuTrigger>
          <UserMenuContent side="top" />
        </Menu>
        {!narrow && (
          <Tooltip content={collapsed ? t("shell.expand") : t("shell.collapse")}>
            <Button
              variant="ghost"
              size="icon"
              aria-label={collapsed ? t("shell.expand") : t("shell.collapse")}
              onClick={() => setPreference("sidebar", collapsed ? "open" : "collapsed")}
            >
              <PanelLeft aria-hidden />
            </Button>
          </Tooltip>
        )}
      </div>
    </div>
  );
}

const head =
  "mb-2 flex h-9 items-center gap-2 rounded-sm px-2 font-semibold tracking-[-0.006em] text-foreground hover:bg-sidebar-accent data-[popup-open]:bg-sidebar-accent";

function OrganisationMenu({ name, collapsed }: { name: string; collapsed: boolean }) {
  const { t } = useTranslation();
  const brand = useBrand();
  return (
    <Menu>
      <MenuTrigger aria-label={collapsed ? t("shell.organisation_menu", { name }) : undefined} className={head}>
        {(collapsed || !isWordmark(brand)) && (
          <BrandMark brand={brand} square className={collapsed ? "-mx-0.5" : undefined} />
        )}
        {!collapsed && (
          <>
            <span className="min-w-0 flex-1 truncate text-left">{name}</span>
            <ChevronsUpDown className="size-3.5 shrink-0 text-muted-foreground" aria-hidden />
          </>
        )}
      </MenuTrigger>
      <OrganisationMenuContent />
    </Menu>
  );
}

/** Operators and resellers have no organisation to choose anything of. */
function Home({ collapsed }: { collapsed: boolean }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const brand = useBrand();
  const name = t(`shell.console.${user.role}`);
  return (
    <Link to="/" aria-label={collapsed ? name : undefined} className={head}>
      {(collapsed || !isWordmark(brand)) && (
        <BrandMark brand={brand} square className={collapsed ? "-mx-0.5" : undefined} />
      )}
      {!collapsed && <span className="min-w-0 flex-1 truncate">{name}</span>}
    </Link>
  );
}

function NavLink({ place, collapsed }: { place: Place; collapsed: boolean }) {
  const Icon = place.icon;
  const link = (
    <Link
      to={place.to}
      activeOptions={activeOptions(place)}
      className="group flex h-[30px] items-center gap-[9px] rounded-sm px-2 font-medium hover:bg-sidebar-accent aria-[current=page]:bg-sidebar-accent aria-[current=page]:text-sidebar-accent-foreground"
      aria-label={collapsed ? place.label : undefined}
    >
      <Icon
        className="size-4 shrink-0 text-muted-foreground group-aria-[current=page]:text-sidebar-primary"
        strokeWidth={1.75}
        aria-hidden
      />
      {!collapsed && place.label}
    </Link>
  );
  return collapsed ? <Tooltip content={place.label}>{link}</Tooltip> : link;
}
