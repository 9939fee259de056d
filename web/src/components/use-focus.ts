import { type RefObject, useEffect } from "react";

/** Focuses what has just appeared, after the menu that asked for it has given the focus back. */
export function useFocusSoon(target: RefObject<{ focus: () => void } | null>): void {
  useEffect(() => {
    const frame = requestAnimationFrame(() => target.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, [target]);
}
