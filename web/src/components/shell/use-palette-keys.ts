import { useEffect } from "react";
import { openPalette, paletteOpen, paletteWords } from "./shell-state";

/** Ctrl K. Who types on while the palette is still on its way, or has no focus yet, types into it all the same. */
export function usePaletteKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey)) {
        event.preventDefault();
        if (paletteOpen.get()) paletteOpen.set(false);
        else openPalette();
        return;
      }
      const isOurs = paletteOpen.get() && !document.activeElement?.closest("[data-palette]");
      if (!isOurs || event.isComposing || event.metaKey || event.ctrlKey || event.altKey) return;
      if (event.key === "Escape") paletteOpen.set(false);
      else if (event.key.length === 1) paletteWords.set(paletteWords.get() + event.key);
      // Enter would do something that nobody has seen yet.
      else if (event.key !== "Enter") return;
      event.preventDefault();
    };
    // Before the keys of the page, which leave alone what was taken.
    window.addEventListener("keydown", onKeyDown, { capture: true });
    return () => window.removeEventListener("keydown", onKeyDown, { capture: true });
  }, []);
}
