import { useEffect, useState } from "react";
import { completeField } from "@/api/templates";
import { isRecord } from "@/components/template-form/template-field";
import { dropLongDraft, keepLongDraft, longDraft } from "@/lib/drafts";
import { countChanges, type Design, type DesignField, designOf } from "./design";

type Stored = { version: number; name: string; fields: Parameters<typeof completeField>[0][] } | null;

type State = {
  /** What is stored, and its version: null while there is nothing. */
  base: Design;
  version: number | null;
  design: Design;
  past: Design[];
  /** Changes of one thing in a row, such as the letters of a label, are one step back. */
  tag: string | null;
  /** It is what was left unsaved before, and nobody has touched it yet. */
  isRestored: boolean;
};

const pastLimit = 100;

/** The design of one template: every change can be taken back, and what is unsaved is there again after a reload. */
export function useDesign(draftKey: string, stored: Stored, empty: Design) {
  const [state, setState] = useState<State>(() => begin(draftKey, stored, empty));
  const { base, version, design, past } = state;
  const changes = countChanges(base, design);

  useEffect(() => {
    if (changes > 0) keepLongDraft(draftKey, { version, base, design });
    else dropLongDraft(draftKey);
  }, [draftKey, version, base, design, changes]);

  return {
    design,
    base,
    version,
    changes,
    canUndo: past.length > 0,
    isRestored: state.isRestored && changes > 0,
    discard: () => {
      dropLongDraft(draftKey);
      setState(begin(draftKey, stored, empty));
    },
    update: (change: (design: Design) => Design, tag: string | null = null) =>
      setState((before) => {
        const next = change(before.design);
        if (next === before.design) return before;
        const isSameStep = tag !== null && tag === before.tag;
        return {
          ...before,
          design: next,
          past: isSameStep ? before.past : [...before.past.slice(-pastLimit), before.design],
          tag,
          isRestored: false,
        };
      }),
    undo: () =>
      setState((before) => {
        const last = before.past.at(-1);
        return last ? { ...before, design: last, past: before.past.slice(0, -1), tag: null } : before;
      }),
    /** After it was saved, or when somebody else's version is taken over. */
    restart: (template: NonNullable<Stored>) => {
      const fresh = designOf({ name: template.name, fields: template.fields.map(completeField) });
      setState({ base: fresh, version: template.version, design: fresh, past: [], tag: null, isRestored: false });
    },
    /** Goes on with what is on screen, over a newer version. */
    rebase: (template: NonNullable<Stored>) =>
      setState((before) => ({
        ...before,
        base: designOf({ name: template.name, fields: template.fields.map(completeField) }),
        version: template.version,
      })),
    forget: () => dropLongDraft(draftKey),
  };
}

export type DesignState = ReturnType<typeof useDesign>;

function begin(draftKey: string, stored: Stored, empty: Design): State {
  const base = stored ? designOf({ name: stored.name, fields: stored.fields.map(completeField) }) : empty;
  const version = stored?.version ?? null;
  const kept = readDraft(longDraft(draftKey));
  // The draft keeps the version that it began with, so that saving it over a newer one is noticed.
  if (kept) return { ...kept, past: [], tag: null, isRestored: true };
  return { base, version, design: base, past: [], tag: null, isRestored: false };
}

function readDraft(kept: unknown): Pick<State, "base" | "version" | "design"> | null {
  if (!isRecord(kept)) return null;
  const base = readDesign(kept.base);
  const design = readDesign(kept.design);
  const version = typeof kept.version === "number" ? kept.version : null;
  return base && design ? { base, design, version } : null;
}

function readDesign(kept: unknown): Design | null {
  if (!isRecord(kept) || typeof kept.name !== "string" || !Array.isArray(kept.fields)) return null;
  return kept.fields.every(isDesignField) ? { name: kept.name, fields: kept.fields } : null;
}

/** Only this page wrote it; a draft of an older release may look otherwise and is then left alone. */
function isDesignField(kept: unknown): kept is DesignField {
  return (
    isRecord(kept) &&
    ["id", "key", "label", "kind", "help"].every((name) => typeof kept[name] === "string") &&
    ["keyFollows", "required", "hidden"].every((name) => typeof kept[name] === "boolean") &&
    Array.isArray(kept.options) &&
    (kept.show_if === null || isRecord(kept.show_if))
  );
}
