import { Store } from "@/lib/store";

/** Since when the server has not answered; null while it does. */
export const unreachableSince = new Store<Date | null>(null);

/** True after an answer said that the session has ended, until somebody signs in again. */
export const sessionEnded = new Store(false);

export function answered(): void {
  unreachableSince.set(null);
}

export function notAnswered(): void {
  if (unreachableSince.get() === null) unreachableSince.set(new Date());
}
