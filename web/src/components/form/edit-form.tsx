import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import type { Resource, Stored, Written } from "@/api/resource";
import { useUndoable } from "../use-undo";
import { type Clash, ConflictDialog, type Decisions } from "./conflict";
import { type Constraints, flat, patchBody } from "./constraints";
import { ResourceForm, type Values } from "./resource-form";

type EditFormProps<Row extends Stored, Fields, Patch extends object> = {
  resource: Resource<Row, Fields, Patch>;
  row: Row;
  /** The row as its fields show it. */
  toValues: (row: Row) => Values;
  /** What was typed as a patch. The values hold only what changed; beside them, the whole as it stands with the change. */
  toPatch: (changed: Values, whole: Values) => Patch;
  /** What its fields must be like beyond what the API says of the resource. */
  constraints?: Constraints | undefined;
  /** The object among the values whose entries are fields of their own. */
  group?: string;
  labels: Record<string, string>;
  title: string;
  onDone: () => void;
  children: ReactNode;
};

type Waiting = { clashes: Clash[]; decide: (decisions: Decisions | null) => void };

/** Edits a stored row. Different fields changed by two people both win; the same field asks which value stands. */
export function EditForm<Row extends Stored, Fields, Patch extends object>(props: EditFormProps<Row, Fields, Patch>) {
  const { resource, row, toValues, toPatch, labels, onDone } = props;
  const { t } = useTranslation();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const [initial] = useState(() => toValues(row));
  const before = flat(initial, props.group);
  // The row as it was when typing began; refetches meanwhile must not move it.
  const base = useRef(row);

  const ask = (clashes: Clash[]) =>
    new Promise<Decisions | null>((resolve) => {
      setWaiting({
        clashes,
        decide: (decisions) => {
          setWaiting(null);
          resolve(decisions);
        },
      });
    });

  async function save(changed: Values, constraints: Constraints): Promise<Written<Row> | null> {
    try {
      return await resource.update(
        queries,
        base.current,
        toPatch(changed, { ...flat(toValues(base.current), props.group), ...changed }),
      );
    } catch (error) {
      if (!(error instanceof Problem && error.status === 412)) throw error;
      const theirs = await queries.fetchQuery({ ...resource.one(row.id), staleTime: 0 });
      const theirPatch = patchBody(flat(toValues(theirs), props.group), before, constraints);
      const clashes = Object.keys(changed)
        .filter((field) => field in theirPatch && show(theirPatch[field]) !== show(changed[field]))
        .map((field) => ({
          field,
          label: labels[field] ?? field,
          mine: show(changed[field]),
          theirs: show(theirPatch[field]),
          original: show(before[field]),
        }));
      const decisions = clashes.length > 0 ? await ask(clashes) : {};
      if (decisions === null) throw error;
      const merged: Values = {};
      for (const [field, value] of Object.entries(changed)) {
        const side = decisions[field] ?? "mine";
        if (side === "mine") merged[field] = value;
        if (side === "original") merged[field] = before[field] === "" ? null : before[field];
      }
      base.current = theirs;
      return Object.keys(merged).length === 0 ? null : save(merged, constraints);
    }
  }

  return (
    <>
      <ResourceForm
        operation={`PATCH /api/${resource.name}/{id}`}
        constraints={props.constraints}
        draftKey={`${resource.name}/${row.id}`}
        initial={initial}
        submitLabel={t("actions.save")}
        busyLabel={t("actions.saving")}
        onCancel={onDone}
        onSubmit={async (values, constraints) => {
          const changed = patchBody(flat(values, props.group), before, constraints);
          if (Object.keys(changed).length > 0) {
            const result = await save(changed, constraints);
            if (result) undoable(t("edits.saved", { label: props.title }), result.changeSet);
          }
          onDone();
        }}
      >
        {props.children}
      </ResourceForm>
      <ConflictDialog clashes={waiting?.clashes ?? []} onDecide={(decisions) => waiting?.decide(decisions)} />
    </>
  );
}

function show(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
