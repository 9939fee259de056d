import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Written } from "@/api/client";
import { Problem } from "@/api/problem";
import type { Resource, Stored } from "@/api/resource";
import { useUndoable } from "../use-undo";
import { type Clash, ConflictDialog, type Decisions } from "./conflict";
import { type Constraints, flat, nameSuffix, patchBody } from "./constraints";
import { clashing, isSame } from "./merge";
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
  /** How a value reads when somebody has to choose between two; undefined for the plain text of it. */
  words?: (field: string, value: unknown) => ReactNode;
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: how a row becomes values is the same on every render.
  const stored = useMemo(() => ({ values: flat(toValues(row), props.group), labels }), [row]);
  // The row as it is by now: what others change while one types arrives by itself.
  const latest = useRef(row);
  latest.current = row;
  const words = (field: string, value: unknown): ReactNode =>
    isSame(value, "") ? "" : (props.words ?? plain)(field, value);

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

  /** Saves what was typed. Where somebody else has changed the same field from what it was, asks first. */
  async function save(values: Values, before: Values, constraints: Constraints): Promise<Written<Row> | null> {
    const mine = { ...flat(values, props.group) };
    const base = { ...before };
    let theirs = latest.current;
    for (;;) {
      const whole = flat(toValues(theirs), props.group);
      const clashes = clashing(base, mine, whole).filter((field) => !field.endsWith(nameSuffix));
      const decisions =
        clashes.length === 0 ? {} : await ask(clashes.map((field) => sidesOf(field, base, mine, whole)));
      if (decisions === null) throw new Problem(412, "precondition-failed", "", "", []);
      for (const field of clashes) {
        const side = decisions[field] ?? "mine";
        if (side !== "mine") mine[field] = side === "theirs" ? whole[field] : base[field];
        base[field] = whole[field];
      }
      const changed = patchBody(mine, base, constraints);
      if (Object.keys(changed).length === 0) return null;
      try {
        return await resource.update(queries, theirs, toPatch(changed, { ...whole, ...changed }));
      } catch (error) {
        if (!(error instanceof Problem && error.status === 412)) throw error;
        theirs = await queries.fetchQuery({ ...resource.one(row.id), staleTime: 0 });
      }
    }
  }

  const sidesOf = (field: string, base: Values, mine: Values, theirs: Values): Clash => ({
    field,
    label: labels[field] ?? field,
    mine: words(field, mine[field]),
    theirs: words(field, theirs[field]),
    original: words(field, base[field]),
  });

  return (
    <>
      <ResourceForm
        operation={`PATCH /api/${resource.name}/{id}`}
        constraints={props.constraints}
        draftKey={`${resource.name}/${row.id}`}
        initial={initial}
        stored={stored}
        submitLabel={t("actions.save")}
        busyLabel={t("actions.saving")}
        onCancel={onDone}
        onSubmit={async (values, constraints, base) => {
          const result = await save(values, base, constraints);
          if (result) undoable(t("edits.saved", { label: props.title }), result.changeSet);
          onDone();
        }}
      >
        {props.children}
      </ResourceForm>
      <ConflictDialog clashes={waiting?.clashes ?? []} onDecide={(decisions) => waiting?.decide(decisions)} />
    </>
  );
}

function plain(_field: string, value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
