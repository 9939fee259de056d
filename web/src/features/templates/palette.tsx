import { draggable } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { FieldKind } from "@/api/templates";
import { columnLabels } from "@/components/template-form/column-labels";
import { effectiveKind, kindIcon } from "@/components/template-form/kinds";
import { type ColumnName, columns } from "@/components/template-form/template-field";
import type { Design } from "./design";

/** What can be added: a kind of field, or a built-in column. */
export type Offer = { kind: FieldKind; key: ColumnName | null; label: string };
export type OfferGroup = { label: string; offers: Offer[] };

const groups: { name: "text" | "time" | "choice" | "links"; kinds: FieldKind[] }[] = [
  { name: "text", kinds: ["text", "long_text", "number", "money"] },
  { name: "time", kinds: ["date", "datetime"] },
  { name: "choice", kinds: ["select", "multi_select", "checkbox", "rating"] },
  { name: "links", kinds: ["contact", "user", "product", "email", "phone", "url"] },
];

export function useOffers(design: Design): OfferGroup[] {
  const { t } = useTranslation();
  const labels = columnLabels(t);
  const placed = new Set(design.fields.map((field) => field.key));
  const built = columns.filter((key) => !placed.has(key));
  const kinds = groups.map(({ name, kinds }) => ({
    label: t(`templates.groups.${name}`),
    offers: kinds.map((kind) => ({ kind, key: null, label: t(`templates.kinds.${kind}`) })),
  }));
  if (built.length === 0) return kinds;
  const offers = built.map((key) => ({ kind: "column" as const, key, label: labels[key] }));
  return [...kinds, { label: t("templates.groups.built_in"), offers }];
}

/** The kinds of fields: a click adds one at the end, a drag puts it where it lands. */
export function Palette({ groups, onAdd }: { groups: OfferGroup[]; onAdd: (offer: Offer) => void }) {
  const { t } = useTranslation();
  return (
    <section
      aria-label={t("templates.palette")}
      className="w-[220px] shrink-0 overflow-y-auto border-r px-3 pt-3.5 pb-6 max-[1099px]:hidden"
    >
      {groups.map((group) => (
        <div key={group.label} className="pt-3 first:pt-0.5">
          <h2 className="px-2 pb-1.5 text-xs font-medium text-muted-foreground">{group.label}</h2>
          <ul>
            {group.offers.map((offer) => (
              <PaletteItem key={offer.key ?? offer.kind} offer={offer} onAdd={onAdd} />
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function PaletteItem({ offer, onAdd }: { offer: Offer; onAdd: (offer: Offer) => void }) {
  const element = useRef<HTMLLIElement>(null);
  const latest = useRef(offer);
  latest.current = offer;
  useEffect(() => {
    if (!element.current) return;
    return draggable({ element: element.current, getInitialData: () => ({ offer: latest.current }) });
  }, []);
  const Icon = kindIcon(offer.key ? effectiveKind({ kind: "column", key: offer.key }) : offer.kind);
  return (
    <li ref={element}>
      <button
        type="button"
        onClick={() => onAdd(offer)}
        className="flex h-8 w-full cursor-grab! items-center gap-2.5 rounded-sm px-2 text-left font-medium hover:bg-accent active:cursor-grabbing!"
      >
        <Icon className="size-4 shrink-0 text-muted-foreground" strokeWidth={1.6} aria-hidden />
        <span className="min-w-0 truncate">{offer.label}</span>
      </button>
    </li>
  );
}

export function isOffer(value: unknown): value is Offer {
  return typeof value === "object" && value !== null && "kind" in value && "label" in value;
}
