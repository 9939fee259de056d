import { useNavigate } from "@tanstack/react-router";
import {
  Building2,
  Calendar,
  CalendarCheck,
  CalendarRange,
  CalendarSync,
  FileUp,
  KeyRound,
  LayoutDashboard,
  LayoutTemplate,
  LifeBuoy,
  type LucideIcon,
  Package,
  Palette,
  RefreshCw,
  Repeat,
  Ticket,
  Timer,
  UserRound,
  Users,
  UsersRound,
} from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Permission, useMe } from "@/api/session";
import { creationsWithoutOrganisation, placesWithoutOrganisation } from "./console-places";

export type Place = { to: string; label: string; icon: LucideIcon; keys?: string };
export type Creation = { to: string; label: string; keys?: string };

/** When a link to a place is marked: on every page below it, except where another place lies below. */
export function activeOptions({ to }: Place) {
  return { includeSearch: false, exact: to === "/" || to === "/calendar" };
}

/** Where one can go: what the signed-in person may read, and nothing that is not there yet. */
export function usePlaces(): { work: Place[]; settings: Place[] } {
  const { t } = useTranslation();
  const me = useMe();
  return useMemo(() => {
    if (me.organisation === null) {
      const { work, settings } = placesWithoutOrganisation(me);
      const named = ({ text, ...place }: (typeof work)[number]) => ({ ...place, label: t(text) });
      return { work: work.map(named), settings: settings.map(named) };
    }
    const can = (permission: Permission, place: Place) => (me.permissions.includes(permission) ? [place] : []);
    return {
      work: [
        ...can("read_services", { to: "/", label: t("dashboard.title"), icon: LayoutDashboard, keys: "O" }),
        ...can("read_tickets", { to: "/tickets", label: t("tickets.title"), icon: Ticket, keys: "T" }),
        ...can("read_events", { to: "/calendar", label: t("events.title"), icon: Calendar, keys: "E" }),
        ...can("read_contacts", { to: "/contacts", label: t("contacts.title"), icon: UsersRound, keys: "C" }),
        ...can("read_tickets", {
          to: "/calendar/bookings",
          label: t("calendar.title"),
          icon: CalendarCheck,
          keys: "B",
        }),
        ...can("read_tickets", { to: "/calendar/dispatch", label: t("dispatch.title"), icon: CalendarRange }),
        ...can("read_tickets", { to: "/series", label: t("series.title"), icon: Repeat }),
        ...can("read_services", { to: "/renewals", label: t("renewals.title"), icon: RefreshCw, keys: "R" }),
        ...can("read_products", { to: "/products", label: t("products.title"), icon: Package, keys: "K" }),
        ...can("read_templates", { to: "/templates", label: t("templates.title"), icon: LayoutTemplate }),
      ],
      settings: [
        ...can("manage_sessions", { to: "/settings/sessions", label: t("settings.profile"), icon: UserRound }),
        ...can("manage_sessions", {
          to: "/settings/calendar-feeds",
          label: t("calendar_feeds.title"),
          icon: CalendarSync,
        }),
        ...can("read_users", { to: "/settings/users", label: t("users.title"), icon: Users }),
        ...can("read_organisation", {
          to: "/settings/organisation",
          label: t("settings.organisation"),
          icon: Building2,
        }),
        ...can("read_organisation", { to: "/settings/service-levels", label: t("service_levels.title"), icon: Timer }),
        ...can("write_branding", { to: "/settings/branding", label: t("branding.title"), icon: Palette }),
        ...can("import", { to: "/import", label: t("importing.title"), icon: FileUp }),
        ...can("manage_api_keys", { to: "/settings/api-keys", label: t("api_keys.title"), icon: KeyRound }),
        ...can("grant_support", { to: "/settings/support-access", label: t("support.title"), icon: LifeBuoy }),
      ],
    };
  }, [t, me]);
}

export function useCreations(): Creation[] {
  const { t } = useTranslation();
  const me = useMe();
  return useMemo(() => {
    if (me.organisation === null) {
      return creationsWithoutOrganisation(me).map(({ text, ...creation }) => ({ ...creation, label: t(text) }));
    }
    const can = (permission: Permission, creation: Creation) => (me.permissions.includes(permission) ? [creation] : []);
    return [
      ...can("write_tickets", { to: "/tickets/new", label: t("tickets.new"), keys: "C" }),
      ...can("write_tickets", { to: "/series/new", label: t("series.new") }),
      ...can("write_events", { to: "/calendar/new", label: t("events.new") }),
      ...can("write_contacts", { to: "/contacts/new", label: t("contacts.new") }),
      ...can("write_services", { to: "/services/new", label: t("services.new") }),
      ...can("write_products", { to: "/products/new", label: t("products.new") }),
      ...can("write_templates", { to: "/templates/new", label: t("templates.new") }),
      ...can("write_users", { to: "/settings/users/new", label: t("users.new") }),
    ];
  }, [t, me]);
}

/** Bookings and dispatch lie below the calendar's address, and are about tickets. */
function isAmong(path: string, list: string): boolean {
  return path.startsWith(list) && (list !== "/calendar" || path === list || path === `${list}/new`);
}

/** What `C` makes on this page: a contact among contacts, otherwise what has the letter, a ticket. */
export function useCreate(): { here: Creation | undefined; create: () => void } {
  const creations = useCreations();
  const navigate = useNavigate();
  return useMemo(() => {
    const here = () => {
      const path = window.location.pathname;
      return (
        creations.find((creation) => isAmong(path, creation.to.replace("/new", ""))) ??
        creations.find((creation) => creation.keys === "C")
      );
    };
    return {
      here: here(),
      create: () => {
        const creation = here();
        if (creation) void navigate({ to: creation.to });
      },
    };
  }, [creations, navigate]);
}
