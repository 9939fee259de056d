import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import { draggable, dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { attachClosestEdge } from "@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge";
import { Ellipsis, GripVertical, Split, TriangleAlert } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { choiceOf, useEnum } from "@/api/meta";
import type { TemplateField } from "@/api/templates";
import { effectiveKind, kindIcon } from "@/components/template-form/kinds";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { cn } from "@/lib/classes";
import { isMac } from "@/lib/media";
import type { Design, DesignField } from "./design";
import type { Faults } from "./design-faults";
import type { FieldActs } from "./use-field-acts";

/** Where something that is dragged would come to stand: at a row, or after all of them. */
export type Landing = { target: string | null; below: boolean; label: string };

type RowProps = {
  field: DesignField;
  design: Design;
  selected: string | null;
  faults: Faults;
  acts: FieldActs;
  readOnly: boolean;
  landing: Landing | null;
  hint: string;
};

/** One field in its place: chosen by a click, dragged by its grip, moved and removed by keys. */
export function FieldRow({ field, design, selected, faults, acts, readOnly, landing, hint }: RowProps) {
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
        readOnly && "px-3",
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

export function DropLine({ label, below }: { label: string; below: boolean }) {
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
