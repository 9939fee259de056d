import { useEffect, useRef } from "react";
import { preferences } from "./preferences";

export type Hotkeys = { [key: string]: ((event: KeyboardEvent) => void) | undefined };

const typing =
  "input, textarea, select, [contenteditable='true'], [role='dialog'], [role='menu'], [role='listbox'], [role='alertdialog']";

/** True when the key belongs to what is focused: a field, a menu, a dialog. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || event.metaKey || event.ctrlKey || event.altKey) return true;
  const target = event.target instanceof Element ? event.target : null;
  // Space presses what is focused; on a link it would only scroll.
  if (event.key === " " && target?.closest("button, summary, [role='checkbox'], [role='switch']")) return true;
  const field = target?.closest(typing);
  // A checkbox in a row takes no letters.
  if (field instanceof HTMLInputElement && field.type === "checkbox") return false;
  return field !== null && field !== undefined;
}

/** Single-letter shortcuts of a page. They can be switched off, and never fire while somebody types. */
export function useHotkeys(hotkeys: Hotkeys, enabled = true): void {
  const latest = useRef(hotkeys);
  latest.current = hotkeys;
  useEffect(() => {
    if (!enabled) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (preferences().shortcuts === "off" || isTaken(event)) return;
      const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const run = latest.current[name];
      if (!run) return;
      event.preventDefault();
      run(event);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [enabled]);
}

/** `G` then a letter within a second and a half. */
export function useGoKeys(places: { [letter: string]: () => void }): void {
  const latest = useRef(places);
  latest.current = places;
  useEffect(() => {
    let armedUntil = 0;
    const onKeyDown = (event: KeyboardEvent) => {
      if (preferences().shortcuts === "off" || isTaken(event)) return;
      const key = event.key.toLowerCase();
      const go = latest.current[key];
      if (event.timeStamp < armedUntil && go) {
        armedUntil = 0;
        event.preventDefault();
        event.stopImmediatePropagation();
        go();
        return;
      }
      armedUntil = key === "g" ? event.timeStamp + 1500 : 0;
    };
    window.addEventListener("keydown", onKeyDown, { capture: true });
    return () => window.removeEventListener("keydown", onKeyDown, { capture: true });
  }, []);
}
