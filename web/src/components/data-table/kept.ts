import { useLocation } from "@tanstack/react-router";
import { type Dispatch, type SetStateAction, useEffect, useState } from "react";

const most = 50;

/** State that belongs to an entry of the browser's history: Back finds it again, a new visit starts afresh. */
export function createKept<T>(): (initial: T) => [T, Dispatch<SetStateAction<T>>] {
  const kept = new Map<string, T>();
  return function useKept(initial) {
    const entry = useLocation({ select: ({ state }) => state.__TSR_key ?? "first" });
    const [value, setValue] = useState<T>(() => kept.get(entry) ?? initial);
    useEffect(() => {
      kept.delete(entry);
      kept.set(entry, value);
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    }, [entry, value]);
    return [value, setValue];
  };
}
