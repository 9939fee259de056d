import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import {
  draggable,
  dropTargetForElements,
  monitorForElements,
} from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import type { BaseEventPayload, ElementDragType } from "@atlaskit/pragmatic-drag-and-drop/types";
import { autoScrollForElements } from "@atlaskit/pragmatic-drag-and-drop-auto-scroll/element";
import { attachClosestEdge, extractClosestEdge } from "@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge";
import { Ellipsis, GripVertical, Plus, Split, TriangleAlert } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { choiceOf, useEnum } from "@/api/meta";
import type { TemplateField } from "@/api/templates";
import { columnLabels } from "@/components/template-form/column-labels";
import { effectiveKind, kindIcon } from "@/components/template-form/kinds";
import { columns } from "@/components/template-form/template-field";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { Menu, MenuContent, MenuGroup, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { cn } from "@/lib/classes";
import { isMac } from "@/lib/media";
import { type Design, type DesignField, dropIndex } from "./design";
import type { Faults } from "./design-faults";
import { isOffer, type Offer, type OfferGroup } from "./palette";

/** What the designer does to fields; the canvas only says which. */
export type FieldActs = {
  select: (id: string) => void;
  rename: (id: string, label: string) => void;
  moveTo: (id: string, index: number) => void;
  step: (id: string, by: number) => void;
  duplicate: (id: string) => void;
  remove: (id: string) => void;
  add: (offer: Offer, index?: number) => void;
};

type CanvasProps = {
  design: Design;
  selected: string | null;
  faults: Faults;
  offers: OfferGroup[];
  acts: FieldActs;
  readOnly: boolean;
  head: ReactNode;
};

type Landing = { target: string | null; below: boolean; label: string };

/** The fields in their order. They move by the grip, by Alt and the arrows, and by their menu. */
export function Canvas(props: CanvasProps) {
  const { design, offers, acts, readOnly, head } = props;
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const hint = useId();
  const landing = useLanding(list, scroller, design, acts, readOnly);
  const firstOwn = design.fields.findIndex((field) => field.kind !== "column");
  const usualAt = firstOwn < 0 ? design.fields.length : firstOwn;
  const usual = <UsualFields key="usual" design={design} acts={acts} readOnly={readOnly} />;
  return (
    <div
      ref={scroller}
      className="min-w-0 flex-1 overflow-y-auto bg-muted px-10 py-6 max-[1099px]:px-6 max-[759px]:px-4 max-[759px]:py-4 dark:bg-sidebar"
    >
      <div className="mx-auto max-w-[640px]">
        {head}
        <div ref={list} className="pb-2">
          {!readOnly && (
            <p id={hint} className="sr-only">
              {t("templates.hint")} Alt ↑ ↓
            </p>
          )}
          <ol aria-label={t("templates.canvas")} className="flex flex-col gap-2">
            {design.fields.slice(0, usualAt).map((field) => (
              <FieldRow key={field.id} field={field} {...props} landing={landing} hint={hint} />
            ))}
            {usual}
            {design.fields.slice(usualAt).map((field) => (
              <FieldRow key={field.id} field={field} {...props} landing={landing} hint={hint} />
            ))}
          </ol>
          {design.fields.length === 0 && !readOnly && (
            <p className="mt-2 rounded-lg border-[1.5px] border-dashed border-border-strong px-4 py-8 text-center text-muted-foreground">
              {t("templates.nothing_yet")}
            </p>
          )}
          {!readOnly && (
            <div className="relative mt-2">
              {landing && landing.target === null && <DropLine label={landing.label} below={false} />}
              <AddField offers={offers} onAdd={acts.add} />
            </div>
          )}
        </div>
        {!readOnly && (
          <p className="mt-1.5 text-xs text-muted-foreground">
            <span className="pointer-coarse:hidden">
              {t("templates.hint")} <Kbd>{isMac ? "⌥" : "Alt"}</Kbd> <Kbd>↑</Kbd> <Kbd>↓</Kbd>.{" "}
            </span>
            {t("templates.hint_old")}
          </p>
        )}
      </div>
    </div>
  );
}

/** Follows a drag over the canvas and does what is dropped. */
function useLanding(
  list: React.RefObject<HTMLDivElement | null>,
  scroller: React.RefObject<HTMLDivElement | null>,
  design: Design,
  acts: FieldActs,
  readOnly: boolean,
): Landing | null {
  const [landing, setLanding] = useState<Landing | null>(null);
  const latest = useRef({ design, acts });
  latest.current = { design, acts };
  useEffect(() => {
    if (readOnly || !list.current || !scroller.current) return;
    const isOurs = (data: Record<string | symbol, unknown>) => typeof data.field === "string" || isOffer(data.offer);
    const landingOf = (
      source: Record<string | symbol, unknown>,
      targets: readonly { data: Record<string | symbol, unknown> }[],
    ): Landing | null => {
      const target = targets[0]?.data;
      if (!target) return null;
      const moving = latest.current.design.fields.find((field) => field.id === source.field);
      const label = moving?.label ?? (isOffer(source.offer) ? source.offer.label : "");
      const row = typeof target.row === "string" ? target.row : null;
      return { target: row, below: row !== null && extractClosestEdge(target) === "bottom", label };
    };
    const follow = ({ source, location }: BaseEventPayload<ElementDragType>) => {
      const next = landingOf(source.data, location.current.dropTargets);
      setLanding((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next));
    };
    return combine(
      dropTargetForElements({ element: list.current, getData: () => ({ row: null }) }),
      autoScrollForElements({ element: scroller.current }),
      monitorForElements({
        canMonitor: ({ source }) => isOurs(source.data),
        onDropTargetChange: follow,
        onDrag: follow,
        onDrop: ({ source, location }) => {
          setLanding(null);
          const place = landingOf(source.data, location.current.dropTargets);
          if (!place) return;
          const { fields } = latest.current.design;
          const index = dropIndex(fields, place.target, place.below);
          if (isOffer(source.data.offer)) latest.current.acts.add(source.data.offer, index);
          else if (typeof source.data.field === "string") {
            const from = fields.findIndex((field) => field.id === source.data.field);
            latest.current.acts.moveTo(source.data.field, from < index ? index - 1 : index);
          }
        },
      }),
    );
  }, [list, scroller, readOnly]);
  return landing;
}

type RowProps = CanvasProps & { field: DesignField; landing: Landing | null; hint: string };

function FieldRow({ field, design, selected, faults, acts, readOnly, landing, hint }: RowProps) {
  const { t } = useTranslation();
  const row = useRef<HTMLLIElement>(null);
  const [dragging, setDragging] = useState(false);
  const [editing, setEditing] = useState(false);
  const isSelected = selected === field.id;
  const isFaulty = faults[field.id] !== undefined;
  const kind = effectiveKind(field);
  const Icon = kindIcon(kind);
  const words = useConditionWords(field, design);

  useEffect(() => {
    if (readOnly || editing || !row.current) return;
    return combine(
      draggable({
        element: row.current,
        getInitialData: () => ({ field: field.id }),
        onDragStart: () => setDragging(true),
        onDrop: () => setDragging(false),
      }),
      dropTargetForElements({
        element: row.current,
        getData: ({ input, element }) =>
          attachClosestEdge({ row: field.id }, { input, element, allowedEdges: ["top", "bottom"] }),
      }),
    );
  }, [field.id, readOnly, editing]);

  const onKeyDown = (event: KeyboardEvent) => {
    const vertical = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (vertical !== 0 && event.altKey) acts.step(field.id, vertical);
    else if (vertical !== 0) focusRow(row.current, vertical);
    else if (event.key === "Delete" || event.key === "Backspace") acts.remove(field.id);
    else if (event.key === "F2") setEditing(true);
    else return;
    event.preventDefault();
  };

  return (
    <li
      ref={row}
      data-design-field={field.id}
      data-selected={isSelected || undefined}
      className={cn(
        "group/field relative flex min-h-[52px] items-center gap-2.5 rounded-lg border bg-card py-1.5 pr-2 pl-2 data-[selected]:border-ring data-[selected]:shadow-[0_0_0_3px_color-mix(in_oklch,var(--ring)_20%,transparent)]",
        isFaulty && "border-destructive",
        dragging && "opacity-40",
        readOnly && "pl-3",
      )}
    >
      {landing?.target === field.id && <DropLine label={landing.label} below={landing.below} />}
      {!readOnly && <GripVertical className="size-4 shrink-0 cursor-grab text-input" strokeWidth={2} aria-hidden />}
      <span
        className={cn(
          "grid size-7 shrink-0 place-items-center rounded-sm bg-secondary text-muted-foreground",
          isSelected && "bg-selection text-primary",
        )}
      >
        <Icon className="size-4" strokeWidth={1.6} aria-hidden />
      </span>
      <div className="min-w-0 flex-1">
        {editing ? (
          <LabelInput field={field} onDone={(label) => finish(label)} />
        ) : (
          <button
            type="button"
            aria-pressed={isSelected}
            aria-describedby={readOnly ? undefined : hint}
            data-field-button
            onClick={() => acts.select(field.id)}
            onDoubleClick={() => !readOnly && setEditing(true)}
            onKeyDown={readOnly ? undefined : onKeyDown}
            className="flex max-w-full items-center gap-1.5 rounded-xs text-left font-medium after:absolute after:inset-0 after:rounded-lg focus-visible:shadow-none focus-visible:after:shadow-[var(--focus)]"
          >
            <span className="min-w-0 truncate">{field.label || t(`templates.kinds.${kind}`)}</span>
            {field.required && (
              <span className="text-destructive-fg" title={t("templates.required")}>
                *<span className="sr-only">{t("templates.required")}</span>
              </span>
            )}
            {isFaulty && (
              <TriangleAlert
                className="size-3.5 shrink-0 text-destructive-fg"
                aria-label={t("templates.needs_change")}
              />
            )}
          </button>
        )}
        {words && (
          <span className="flex min-w-0 items-center gap-1 text-xs text-muted-foreground">
            <Split className="size-3.5 shrink-0" strokeWidth={1.6} aria-hidden />
            <span className="min-w-0 truncate">{words}</span>
          </span>
        )}
      </div>
      <span className="shrink-0 text-xs text-muted-foreground max-[759px]:hidden">
        {field.options.length > 0
          ? t("templates.kind_options", { kind: t(`templates.kinds.${kind}`), count: field.options.length })
          : t(`templates.kinds.${kind}`)}
      </span>
      {field.hidden && <Badge>{t("templates.hidden")}</Badge>}
      {field.kind === "column" && <Badge>{t("templates.built_in")}</Badge>}
      {!readOnly && <FieldMenu field={field} acts={acts} onEditLabel={() => setEditing(true)} />}
    </li>
  );

  function finish(label: string | null): void {
    setEditing(false);
    if (label !== null && label.trim() !== "") acts.rename(field.id, label.trim());
    requestAnimationFrame(() => row.current?.querySelector<HTMLElement>("[data-field-button]")?.focus());
  }
}

function focusRow(row: HTMLElement | null, by: number): void {
  const buttons = [...document.querySelectorAll<HTMLElement>("[data-field-button]")];
  const own = row?.querySelector<HTMLElement>("[data-field-button]");
  if (own) buttons[buttons.indexOf(own) + by]?.focus();
}

function LabelInput({ field, onDone }: { field: DesignField; onDone: (label: string | null) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(field.label);
  const done = useRef(false);
  const finish = (label: string | null) => {
    if (done.current) return;
    done.current = true;
    onDone(label);
  };
  return (
    <input
      ref={(input) => {
        if (input && document.activeElement !== input) input.select();
      }}
      aria-label={t("templates.label")}
      value={text}
      maxLength={200}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => finish(text)}
      onKeyDown={(event) => {
        if (event.key === "Enter") finish(text);
        if (event.key === "Escape") finish(null);
      }}
      className="relative z-[1] -ml-1.5 h-7 w-full rounded-xs bg-background px-1.5 font-medium shadow-[0_0_0_1px_var(--ring)] focus-visible:shadow-[0_0_0_1px_var(--ring),0_0_0_4px_color-mix(in_oklch,var(--ring)_22%,transparent)]"
    />
  );
}

type FieldMenuProps = { field: DesignField; acts: FieldActs; onEditLabel: () => void };

function FieldMenu({ field, acts, onEditLabel }: FieldMenuProps) {
  const { t } = useTranslation();
  return (
    <Menu>
      <MenuTrigger
        render={
          <Button
            size="icon-small"
            variant="ghost"
            className="relative z-[1]"
            aria-label={t("templates.field_actions", { label: field.label })}
          />
        }
      >
        <Ellipsis aria-hidden />
      </MenuTrigger>
      <MenuContent align="end">
        <MenuItem keys="F2" onClick={onEditLabel}>
          {t("templates.edit_label")}
        </MenuItem>
        {field.kind !== "column" && (
          <MenuItem onClick={() => acts.duplicate(field.id)}>{t("templates.duplicate")}</MenuItem>
        )}
        <MenuSeparator />
        <MenuItem keys={isMac ? "⌥↑" : "Alt ↑"} onClick={() => acts.step(field.id, -1)}>
          {t("templates.move_up")}
        </MenuItem>
        <MenuItem keys={isMac ? "⌥↓" : "Alt ↓"} onClick={() => acts.step(field.id, 1)}>
          {t("templates.move_down")}
        </MenuItem>
        <MenuSeparator />
        <MenuItem destructive keys="Del" onClick={() => acts.remove(field.id)}>
          {t("templates.remove")}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}

function DropLine({ label, below }: { label: string; below: boolean }) {
  const { t } = useTranslation();
  return (
    <span
      className={cn(
        "pointer-events-none absolute inset-x-0 z-[2] flex h-2 items-center justify-center before:absolute before:inset-x-0 before:h-0.5 before:rounded-full before:bg-ring",
        below ? "-bottom-[9px]" : "-top-[9px]",
      )}
    >
      <span className="relative flex h-6 max-w-[80%] items-center rounded-sm bg-primary px-2.5 text-xs font-medium text-primary-foreground">
        <span className="truncate">{t("templates.lands_here", { label })}</span>
      </span>
    </span>
  );
}

/** The columns that are asked without having been placed. */
function UsualFields({ design, acts, readOnly }: Pick<CanvasProps, "design" | "acts" | "readOnly">) {
  const { t } = useTranslation();
  const labels = columnLabels(t);
  const placed = new Set(design.fields.map((field) => field.key));
  const usual = columns.filter((key) => !placed.has(key));
  if (usual.length === 0) return null;
  return (
    <li className="rounded-lg border border-dashed border-border-strong px-3.5 py-2.5">
      <p className="text-xs text-muted-foreground">{t("templates.usual")}</p>
      <ul className="mt-1.5 flex flex-wrap gap-1.5">
        {usual.map((key) => (
          <li key={key}>
            {readOnly ? (
              <Badge>{labels[key]}</Badge>
            ) : (
              <button
                type="button"
                aria-label={t("templates.place", { label: labels[key] })}
                onClick={() => acts.add({ kind: "column", key, label: labels[key] })}
                className="inline-flex h-6 items-center gap-1 rounded-xs bg-secondary px-2 text-xs font-medium text-secondary-foreground hover:bg-accent hover:text-accent-foreground pointer-coarse:h-9"
              >
                {labels[key]}
                <Plus className="size-3 text-muted-foreground" aria-hidden />
              </button>
            )}
          </li>
        ))}
      </ul>
      {!readOnly && <p className="mt-1.5 text-xs text-muted-foreground">{t("templates.usual_help")}</p>}
    </li>
  );
}

function AddField({ offers, onAdd }: { offers: OfferGroup[]; onAdd: (offer: Offer) => void }) {
  const { t } = useTranslation();
  return (
    <Menu>
      <MenuTrigger
        data-add-field
        className="flex h-11 w-full items-center justify-center gap-2 rounded-lg border-[1.5px] border-dashed border-border-strong font-medium text-muted-foreground hover:border-input hover:text-foreground data-[popup-open]:border-ring data-[popup-open]:text-foreground"
      >
        <Plus className="size-4" aria-hidden />
        {t("templates.add_field")}
        <Kbd>N</Kbd>
      </MenuTrigger>
      <MenuContent align="center" className="max-h-[min(var(--available-height),26rem)] w-60">
        {offers.map((group) => (
          <MenuGroup key={group.label}>
            <MenuLabel>{group.label}</MenuLabel>
            {group.offers.map((offer) => {
              const Icon = kindIcon(offer.key ? effectiveKind({ kind: "column", key: offer.key }) : offer.kind);
              return (
                <MenuItem key={offer.key ?? offer.kind} onClick={() => onAdd(offer)}>
                  <Icon className="size-4 text-muted-foreground" strokeWidth={1.6} aria-hidden />
                  {offer.label}
                </MenuItem>
              );
            })}
          </MenuGroup>
        ))}
      </MenuContent>
    </Menu>
  );
}

/** "Only if “Does the RCD trip?” is No" */
function useConditionWords(field: TemplateField, design: Design): string | null {
  const { t } = useTranslation();
  const statuses = useEnum("ticket_status");
  const priorities = useEnum("ticket_priority");
  const condition = field.show_if;
  if (!condition) return null;
  const source = design.fields.find((one) => one.key === condition.key);
  const { equals } = condition;
  const value =
    typeof equals === "boolean"
      ? equals
        ? t("templates.yes")
        : t("templates.no")
      : condition.key === "status"
        ? choiceOf(statuses, String(equals)).label
        : condition.key === "priority"
          ? choiceOf(priorities, String(equals)).label
          : String(equals ?? "…");
  return t("templates.only_if", { label: source?.label ?? condition.key, value });
}
