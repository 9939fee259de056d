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

/** Requests that change something and are not answered yet. */
export const writesUnderWay = new Store(0);

const ownChanges = new Set<string>();
const remembered = 500;

/** This window made these changes, and shows them already. */
export function rememberChange(changeSet: string): void {
  ownChanges.add(changeSet);
  const [oldest] = ownChanges;
  if (ownChanges.size > remembered && oldest !== undefined) ownChanges.delete(oldest);
}

export function isOwnChange(changeSet: string | null): boolean {
  return changeSet !== null && ownChanges.has(changeSet);
}
