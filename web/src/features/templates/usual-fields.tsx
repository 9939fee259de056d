import { EyeOff, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { columnLabels } from "@/components/template-form/column-labels";
import { type ColumnName, columns } from "@/components/template-form/template-field";
import { Badge } from "@/components/ui/badge";
import { type Design, isRow } from "./design";
import type { FieldActs } from "./use-field-acts";

type UsualFieldsProps = { design: Design; selected: string | null; acts: FieldActs; readOnly: boolean };

/** The built-in columns without a place of their own: those that are asked all the same, and those that are not. */
export function UsualFields({ design, selected, acts, readOnly }: UsualFieldsProps) {
  const { t } = useTranslation();
  const labels = columnLabels(t);
  const placed = new Set(design.fields.map((field) => field.key));
  const usual = columns.filter((key) => !placed.has(key));
  const hidden = design.fields.filter((field) => !isRow(field));
  if (usual.length + hidden.length === 0) return null;
  const offer = (key: ColumnName) => ({ kind: "column" as const, key, label: labels[key] });
  return (
    <li className="flex flex-col gap-2.5 rounded-lg border border-dashed border-border-strong px-3.5 py-2.5">
      {usual.length > 0 && (
        <div>
          <p className="mb-1.5 text-xs text-muted-foreground">{t("templates.usual")}</p>
          <ul className="flex flex-wrap gap-1.5">
            {usual.map((key) => (
              <li key={key}>
                {readOnly ? (
                  <Badge>{labels[key]}</Badge>
                ) : (
                  <span className={chip}>
                    <button
                      type="button"
                      aria-label={t("templates.place", { label: labels[key] })}
                      onClick={() => acts.add(offer(key))}
                      className={chipButton}
                    >
                      {labels[key]}
                      <Plus className="size-3 text-muted-foreground" aria-hidden />
                    </button>
                    {key !== "title" && (
                      <button
                        type="button"
                        aria-label={t("templates.hide_field", { label: labels[key] })}
                        title={t("templates.hide_field", { label: labels[key] })}
                        onClick={() => acts.hide(offer(key))}
                        className={`${chipButton} max-[759px]:hidden`}
                      >
                        <EyeOff className="size-3.5 text-muted-foreground" aria-hidden />
                      </button>
                    )}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
      {hidden.length > 0 && (
        <div>
          <p className="mb-1.5 text-xs text-muted-foreground">{t("templates.not_asked")}</p>
          <ul className="flex flex-wrap gap-1.5">
            {hidden.map((field) => (
              <li key={field.id}>
                {readOnly ? (
                  <Badge>{field.label}</Badge>
                ) : (
                  <span className={chip}>
                    <button
                      type="button"
                      aria-pressed={selected === field.id}
                      onClick={() => acts.select(field.id)}
                      className={`${chipButton} text-muted-foreground aria-pressed:text-foreground`}
                    >
                      {field.label}
                    </button>
                    <button
                      type="button"
                      aria-label={t("templates.ask_field", { label: field.label })}
                      title={t("templates.ask_field", { label: field.label })}
                      onClick={() => acts.ask(field.id)}
                      className={chipButton}
                    >
                      <Plus className="size-3 text-muted-foreground" aria-hidden />
                    </button>
                  </span>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
      {!readOnly && <p className="text-xs text-muted-foreground">{t("templates.usual_help")}</p>}
    </li>
  );
}

const chip =
  "inline-flex h-6 items-stretch overflow-hidden rounded-xs bg-secondary text-xs font-medium text-secondary-foreground pointer-coarse:h-9";
const chipButton =
  "inline-flex min-w-6 items-center justify-center gap-1 rounded-xs px-1.5 hover:bg-accent hover:text-accent-foreground pointer-coarse:min-w-9";
