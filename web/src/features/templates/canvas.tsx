import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import { dropTargetForElements, monitorForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import type { BaseEventPayload, ElementDragType } from "@atlaskit/pragmatic-drag-and-drop/types";
import { autoScrollForElements } from "@atlaskit/pragmatic-drag-and-drop-auto-scroll/element";
import { extractClosestEdge } from "@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge";
import { Plus } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { effectiveKind, kindIcon } from "@/components/template-form/kinds";
import { Kbd } from "@/components/ui/kbd";
import { Menu, MenuContent, MenuGroup, MenuItem, MenuLabel, MenuTrigger } from "@/components/ui/menu";
import { isMac } from "@/lib/media";
import { type Design, type DesignField, dropIndex, isRow } from "./design";
import type { Faults } from "./design-faults";
import { DropLine, FieldRow, type Landing } from "./field-row";
import { isOffer, type Offer, type OfferGroup } from "./palette";
import type { FieldActs } from "./use-field-acts";
import { UsualFields } from "./usual-fields";

type CanvasProps = {
  design: Design;
  selected: string | null;
  faults: Faults;
  offers: OfferGroup[];
  acts: FieldActs;
  readOnly: boolean;
  head: ReactNode;
};

/** The fields in their order. They move by the grip, by Alt and the arrows, and by their menu. */
export function Canvas(props: CanvasProps) {
  const { design, selected, offers, acts, readOnly, head } = props;
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const hint = useId();
  const landing = useLanding(list, scroller, design, acts, readOnly);
  const firstOwn = design.fields.findIndex((field) => field.kind !== "column");
  const usualAt = firstOwn < 0 ? design.fields.length : firstOwn;
  const row = (field: DesignField) =>
    isRow(field) && <FieldRow key={field.id} {...props} field={field} landing={landing} hint={hint} />;
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
            {design.fields.slice(0, usualAt).map(row)}
            <UsualFields key="usual" design={design} selected={selected} acts={acts} readOnly={readOnly} />
            {design.fields.slice(usualAt).map(row)}
          </ol>
          {!design.fields.some(isRow) && !readOnly && (
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
