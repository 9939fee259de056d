import { useMemo, useRef } from "react";
import { createKept } from "./kept";

/** Which rows are chosen: some by id, or everything that matches the filter. */
export type Selection = {
  ids: Record<string, true>;
  everything: boolean;
  count: number;
  has: (id: string) => boolean;
  toggle: (id: string) => void;
  choose: (ids: string[]) => void;
  /** From the row touched last to this one. */
  extend: (order: string[], id: string) => void;
  chooseEverything: () => void;
  clear: () => void;
};

type Chosen = { scope: string; ids: Record<string, true>; everything: boolean };

const useKeptChoice = createKept<Chosen>();

/** The choice belongs to one filter: another filter starts with none. Back finds it again. */
export function useSelection(scope: string): Selection {
  const [chosen, setChosen] = useKeptChoice({ scope, ids: {}, everything: false });
  const anchor = useRef<string | null>(null);
  const current = chosen.scope === scope ? chosen : { scope, ids: {}, everything: false };
  return useMemo(() => {
    const set = (ids: Record<string, true>, everything = false) => setChosen({ scope, ids, everything });
    return {
      ids: current.ids,
      everything: current.everything,
      count: Object.keys(current.ids).length,
      has: (id) => current.everything || current.ids[id] === true,
      toggle: (id) => {
        anchor.current = id;
        if (current.everything) return set({ [id]: true });
        const { [id]: was, ...others } = current.ids;
        set(was ? others : { ...others, [id]: true });
      },
      choose: (ids) => set(marked(ids)),
      extend: (order, id) => {
        const from = Math.max(0, order.indexOf(anchor.current ?? id));
        const to = order.indexOf(id);
        const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
        set({ ...current.ids, ...marked(range) });
      },
      chooseEverything: () => set(current.ids, true),
      clear: () => set({}),
    };
  }, [current.ids, current.everything, scope, setChosen]);
}

function marked(ids: readonly string[]): Record<string, true> {
  const marks: Record<string, true> = {};
  for (const id of ids) marks[id] = true;
  return marks;
}
