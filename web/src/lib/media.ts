import { useSyncExternalStore } from "react";

/** The break points of the shell: below 760 px the phone layout, below 1100 px the rail folds away. */
export function usePhone(): boolean {
  return useMedia("(max-width: 759px)");
}

/** From here on a list has room for its less urgent columns. */
export const wideWindow = "(min-width: 1366px)";

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => matchMedia(query).matches,
  );
}

export const isMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);
