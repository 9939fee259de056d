import {
  Building2,
  FileText,
  Handshake,
  LayoutDashboard,
  type LucideIcon,
  Percent,
  Tags,
  UserRound,
} from "lucide-react";
import type { Me } from "@/api/session";

type ConsolePlace = { to: string; text: string; icon: LucideIcon; keys?: string };

/**
 * The pages of those who belong to no organisation, one line each: the sidebar, the bottom bar, the palette and the G keys
 * show them, and an address that is not below one of them leads home. `text` is a key of the texts.
 */
const consolePlaces: Partial<Record<Me["user"]["role"], readonly ConsolePlace[]>> = {
  operator: [
    { to: "/organisations", text: "organisations.title", icon: Building2, keys: "O" },
    { to: "/resellers", text: "resellers.title", icon: Handshake, keys: "R" },
    { to: "/statements", text: "statements.title", icon: FileText, keys: "S" },
    { to: "/plans", text: "plans.title", icon: Tags, keys: "P" },
  ],
  reseller: [
    { to: "/", text: "reselling.overview", icon: LayoutDashboard, keys: "O" },
    { to: "/customers", text: "reselling.customers", icon: Building2, keys: "C" },
    { to: "/statements", text: "reselling.statements", icon: Percent, keys: "S" },
  ],
};

/** What they can make, from the palette, the bottom bar and `C`. */
const consoleCreations: Partial<Record<Me["user"]["role"], readonly { to: string; text: string; keys?: string }[]>> = {
  operator: [
    { to: "/organisations/new", text: "organisations.new", keys: "C" },
    { to: "/resellers/new", text: "reseller.new" },
  ],
  reseller: [{ to: "/customers/new", text: "reselling.invite", keys: "C" }],
};

const account: ConsolePlace = { to: "/settings/sessions", text: "settings.profile", icon: UserRound };

export function placesWithoutOrganisation({ user }: Me): {
  work: readonly ConsolePlace[];
  settings: readonly ConsolePlace[];
} {
  return { work: consolePlaces[user.role] ?? [], settings: [account] };
}

export function creationsWithoutOrganisation({ user }: Me) {
  return consoleCreations[user.role] ?? [];
}

/** Where somebody begins: the first of their places. */
export function homeOf(me: Me): string {
  return me.organisation === null ? (placesWithoutOrganisation(me).work[0]?.to ?? account.to) : "/";
}

/** Whether an address is a page for them: whoever has an organisation asks the server, which refuses what is not theirs. */
export function isPageFor(me: Me, path: string): boolean {
  if (me.organisation !== null) return true;
  const { work, settings } = placesWithoutOrganisation(me);
  return [...work, ...settings].some(({ to }) => path === to || (to !== "/" && path.startsWith(`${to}/`)));
}
