import { useRef } from "react";

/** What is called later, without making everything anew whenever it changes. */
export function useLatest<T>(value: T) {
  const latest = useRef(value);
  latest.current = value;
  return latest;
}
