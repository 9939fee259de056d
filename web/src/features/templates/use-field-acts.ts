import { announce } from "@atlaskit/pragmatic-drag-and-drop-live-region";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { offerUndo } from "@/components/toasts";
import { change, duplicate, insert, isRow, move, newColumn, newField, putBack, remove } from "./design";
import type { Offer } from "./palette";
import type { DesignState } from "./use-design";

/** What the designer does to fields; the canvas only says which. */
export type FieldActs = {
  select: (id: string) => void;
  rename: (id: string, label: string) => void;
  moveTo: (id: string, index: number) => void;
  step: (id: string, by: number) => void;
  duplicate: (id: string) => void;
  remove: (id: string) => void;
  add: (offer: Offer, index?: number) => void;
  /** A built-in column that is not asked, or asked again as if nobody had placed it. */
  hide: (offer: Offer) => void;
  ask: (id: string) => void;
};

export function useFieldActs(
  state: DesignState,
  forgive: (id: string) => void,
  choose: (id: string | null, isNew: boolean) => void,
): FieldActs {
  const { t } = useTranslation();
  const { design, update } = state;
  const labelOf = (id: string) => design.fields.find((field) => field.id === id)?.label ?? "";
  const rows = design.fields.filter(isRow);
  const moveTo = (id: string, index: number) => {
    const from = design.fields.findIndex((field) => field.id === id);
    const to = Math.max(0, Math.min(design.fields.length - 1, index));
    if (from < 0 || from === to) return;
    // A row that moves in the page loses the focus: it is given back before anybody notices.
    flushSync(() => update((before) => ({ ...before, fields: move(before.fields, from, to) })));
    focusField(id);
    const place =
      move(design.fields, from, to)
        .filter(isRow)
        .findIndex((field) => field.id === id) + 1;
    announce(t("templates.moved", { label: labelOf(id), place, count: rows.length }));
  };
  const indexOf = (id: string | undefined) => design.fields.findIndex((field) => field.id === id);
  return {
    select: (id) => choose(id, false),
    rename: (id, label) => {
      forgive(id);
      update((before) => change(before, id, { label }));
    },
    moveTo,
    step: (id, by) => {
      const neighbour = rows[rows.findIndex((field) => field.id === id) + by];
      if (neighbour) moveTo(id, indexOf(neighbour.id));
    },
    add: (offer, index = design.fields.length) => {
      const added = offer.key ? newColumn(offer.key, offer.label) : newField(offer.kind, offer.label, design.fields);
      update((before) => insert(before, added, index));
      choose(added.id, offer.key === null);
      const place = design.fields.slice(0, index).filter(isRow).length + 1;
      announce(t("templates.added", { label: added.label, place, count: rows.length + 1 }));
    },
    hide: (offer) => {
      if (!offer.key) return;
      const hidden = { ...newColumn(offer.key, offer.label), hidden: true };
      update((before) => insert(before, hidden, before.fields.length));
    },
    ask: (id) => {
      update((before) => remove(before, id));
      choose(null, false);
    },
    duplicate: (id) => {
      const made = duplicate(design, id, t("templates.copy_label", { label: labelOf(id) }));
      if (!made) return;
      update(() => made.design);
      choose(made.copy.id, true);
    },
    remove: (id) => {
      const index = design.fields.findIndex((field) => field.id === id);
      const gone = design.fields[index];
      if (!gone) return;
      const before = design;
      const place = rows.findIndex((field) => field.id === id);
      const neighbour = rows[place + 1] ?? rows[place - 1];
      flushSync(() => {
        update((now) => remove(now, id));
        choose(null, false);
      });
      if (neighbour) focusField(neighbour.id);
      else document.querySelector<HTMLElement>("[data-add-field]")?.focus();
      offerUndo(t("templates.removed", { label: gone.label }), t("actions.undo"), () => {
        update((now) => putBack(now, before, id));
        choose(id, false);
      });
    },
  };
}

function focusField(id: string): void {
  document
    .querySelector<HTMLElement>(`[data-design-field="${CSS.escape(id)}"] [data-field-button]`)
    ?.focus({ preventScroll: false });
}
