import { Store } from "@/lib/store";

/** Which of the shell's own layers is open. */
export const paletteOpen = new Store(false);
export const helpOpen = new Store(false);

/** What is typed into the palette; it is taken down before the palette is there. */
export const paletteWords = new Store("");

export function openPalette(): void {
  paletteWords.set("");
  paletteOpen.set(true);
}
