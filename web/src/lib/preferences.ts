import { useSyncExternalStore } from "react";

/** What belongs to this device and not to the account: all that stays in localStorage. */
export type Preferences = {
  theme: "system" | "light" | "dark";
  density: "comfortable" | "compact";
  sidebar: "open" | "collapsed";
  shortcuts: "on" | "off";
  /** An IANA name, or null for the zone of the account. */
  timeZone: string | null;
};

const prefix = "worktrackr.";
const listeners = new Set<() => void>();

function stored(key: keyof Preferences): string | null {
  try {
    return localStorage.getItem(prefix + key);
  } catch {
    return null;
  }
}

function oneOf<T extends string>(value: string | null, choices: readonly T[], fallback: T): T {
  return choices.find((choice) => choice === value) ?? fallback;
}

function read(): Preferences {
  return {
    theme: oneOf(stored("theme"), ["system", "light", "dark"], "system"),
    density: oneOf(stored("density"), ["comfortable", "compact"], "comfortable"),
    sidebar: oneOf(stored("sidebar"), ["open", "collapsed"], "open"),
    shortcuts: oneOf(stored("shortcuts"), ["on", "off"], "on"),
    timeZone: stored("timeZone"),
  };
}

let current = read();

function systemIsDark(): boolean {
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

function paint(): void {
  const root = document.documentElement;
  root.classList.toggle("dark", current.theme === "dark" || (current.theme === "system" && systemIsDark()));
  if (current.density === "compact") root.dataset.density = "compact";
  else delete root.dataset.density;
}

function changed(): void {
  current = read();
  paint();
  for (const listener of listeners) listener();
}

export function setPreference<Key extends keyof Preferences>(key: Key, value: Preferences[Key]): void {
  try {
    if (value === null) localStorage.removeItem(prefix + key);
    else localStorage.setItem(prefix + key, value);
  } catch {
    // Without storage the choice lives until the page is left.
  }
  current = { ...current, [key]: value };
  paint();
  for (const listener of listeners) listener();
}

export function preferences(): Preferences {
  return current;
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, preferences);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Follows the system's theme and the choices made in other tabs. */
export function watchPreferences(): void {
  paint();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  window.addEventListener("storage", changed);
}

/** No script can see the cookie of a guest. So it is noted that there may be one: when it ends, who signed in is still signed in. */
export function rememberGuest(isGuest: boolean): void {
  try {
    if (isGuest) localStorage.setItem(`${prefix}guest`, "yes");
    else localStorage.removeItem(`${prefix}guest`);
  } catch {
    // Storage may be forbidden; then they sign in once more.
  }
}

export function mayBeGuest(): boolean {
  try {
    return localStorage.getItem(`${prefix}guest`) !== null;
  } catch {
    return false;
  }
}
