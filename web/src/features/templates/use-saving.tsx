import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { type TicketTemplate, ticketTemplates } from "@/api/templates";
import { explain } from "@/components/explain";
import { ConflictDialog } from "@/components/form/conflict";
import { tellFailure } from "@/components/toasts";
import { useUndoable } from "@/components/use-undo";
import { templateOf } from "./design";
import { type Faults, faultsOf, placeFaults } from "./design-faults";
import type { DesignState } from "./use-design";

/** Sending a design: what is missing is said before, what is refused stands at its field, and nothing is lost. */
export function useSaving(state: DesignState, template: TicketTemplate | null, show: (id: string) => void) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const undoable = useUndoable();
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<Faults>({});
  const [busy, setBusy] = useState(false);
  const [theirs, setTheirs] = useState<TicketTemplate | null>(null);
  const leaving = useRef(false);
  const { design, base } = state;
  const missing = faultsOf(design, t);
  // An order that cannot work is said at once; what is only unfinished waits for the first attempt.
  const pressing = Object.fromEntries(
    Object.entries(missing).flatMap(([id, { show_if }]) => (show_if ? [[id, { show_if }]] : [])),
  );
  const faults = merged(tried ? missing : pressing, refused);

  const point = (found: Faults) => {
    const first = design.fields.find((field) => found[field.id] !== undefined);
    if (found.template?.name) document.querySelector<HTMLElement>("[data-template-name]")?.focus();
    else if (first) show(first.id);
  };

  async function save(over?: TicketTemplate): Promise<void> {
    setTried(true);
    setRefused({});
    if (Object.keys(missing).length > 0) {
      point(missing);
      tellFailure(t("templates.not_saved", { reason: t("templates.faults") }));
      return;
    }
    setBusy(true);
    try {
      const body = templateOf(design);
      const row = over ?? (template && { ...template, version: state.version ?? template.version });
      const written = row
        ? await ticketTemplates.update(queries, row, body)
        : await ticketTemplates.create(queries, body);
      state.restart(written.row);
      setTried(false);
      undoable(t("templates.saved", { name: written.row.name, number: written.row.version }), written.changeSet);
      if (!row) {
        leaving.current = true;
        await navigate({ to: "/templates/$id", params: { id: written.row.id }, replace: true });
      }
    } catch (error) {
      if (error instanceof Problem && error.status === 412 && template) {
        setTheirs(await queries.fetchQuery({ ...ticketTemplates.one(template.id), staleTime: 0 }));
        return;
      }
      const placed = error instanceof Problem ? placeFaults(error.fields, design) : { faults: {}, rest: "" };
      setRefused(placed.faults);
      point(placed.faults);
      const found = Object.keys(placed.faults).length > 0;
      tellFailure(
        t("templates.not_saved", { reason: found ? placed.rest || t("templates.faults") : explain(error, t) }),
      );
    } finally {
      setBusy(false);
    }
  }

  const words = (version: number, fields: readonly unknown[]) =>
    t("templates.somebody", { number: version, fields: t("templates.fields_count", { count: fields.length }) });
  const conflict = (
    <ConflictDialog
      clashes={
        theirs
          ? [
              {
                field: "fields",
                label: t("templates.conflict_fields"),
                mine: t("templates.fields_count", { count: design.fields.length }),
                theirs: words(theirs.version, theirs.fields),
                original: words(state.version ?? 1, base.fields),
              },
            ]
          : []
      }
      onDecide={(decisions) => {
        const newer = theirs;
        setTheirs(null);
        if (!newer || decisions === null) return;
        const side = decisions.fields ?? "mine";
        if (side === "theirs") state.restart(newer);
        else {
          if (side === "original") state.update(() => base);
          state.rebase(newer);
          if (side === "mine") void save(newer);
        }
      }}
    />
  );
  return {
    save: () => save(),
    busy,
    faults,
    conflict,
    leaving,
    /** Goes away without asking: what is unsaved is kept. */
    leave: () => {
      leaving.current = true;
    },
    forgive: (id: string) => setRefused(({ [id]: _forgiven, ...rest }) => rest),
  };
}

function merged(one: Faults, other: Faults): Faults {
  const both: Faults = { ...one };
  for (const [id, faults] of Object.entries(other)) both[id] = { ...faults, ...both[id] };
  return both;
}
