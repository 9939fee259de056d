import { Store } from "@/lib/store";

/** Which of the shell's own layers is open. */
export const paletteOpen = new Store(false);
export const helpOpen = new Store(false);
