import { createContext, use } from "react";

/** True inside the list of the trash: its rows can be put back, not opened or changed. */
export const TrashContext = createContext(false);

export function useIsTrash(): boolean {
  return use(TrashContext);
}
