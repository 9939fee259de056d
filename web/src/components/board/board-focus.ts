/** Finding cards among the lanes: the page itself knows best which ones are shown, and in which order. */

export function cardOf(target: EventTarget): HTMLElement | null {
  return target instanceof HTMLElement && target.matches("[data-card]") ? target : null;
}

function cardsOf(lane: Element): HTMLElement[] {
  return [...lane.querySelectorAll<HTMLElement>("[data-card]")];
}

export function focusCard(board: HTMLElement | null, id: string): boolean {
  const card = board?.querySelector<HTMLElement>(`[data-card][data-row="${CSS.escape(id)}"]`);
  card?.focus();
  return card !== null && card !== undefined;
}

/** Moves the focus by lanes and by cards within a lane; empty lanes are passed over. Returns the card's id. */
export function neighbour(board: HTMLElement | null, id: string, [lanes, cards]: [number, number]): string | undefined {
  const all = [...(board?.querySelectorAll("[data-lane]") ?? [])].map(cardsOf);
  const lane = all.findIndex((one) => one.some((card) => card.dataset.row === id));
  const row = all[lane]?.findIndex((card) => card.dataset.row === id) ?? 0;
  if (lane < 0) return undefined;
  let column = all[lane];
  for (let at = lane + lanes; lanes !== 0 && at >= 0 && at < all.length; at += lanes) {
    if (all[at]?.length) {
      column = all[at];
      break;
    }
  }
  const to = Math.max(0, Math.min((column?.length ?? 1) - 1, row + cards));
  const card = column?.[to];
  card?.focus();
  return card?.dataset.row;
}
