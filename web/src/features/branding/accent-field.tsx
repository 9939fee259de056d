import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Check, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { accentQuery } from "@/api/branding";
import { Frame, useField } from "@/components/form/fields";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { cn } from "@/lib/classes";

const isColor = (text: string) => /^#[0-9a-f]{6}$/i.test(text);

/** What the server measures of a colour, while it is chosen. */
export function useAccent(color: string) {
  const { data } = useQuery({ ...accentQuery(color.toLowerCase()), placeholderData: keepPreviousData });
  return isColor(color) ? data : undefined;
}

/** A colour, and at once whether it can be read; where it cannot, the nearest that can. */
export function AccentField() {
  const { t } = useTranslation();
  const wiring = useField("accent", true);
  const { field, text, error, id, describedBy } = wiring;
  const report = useAccent(text);
  const measured = report && [
    { label: t("branding.text_on"), value: report.text_contrast, needed: 4.5 },
    { label: t("branding.on_light"), value: report.light_contrast, needed: 3 },
    { label: t("branding.on_dark"), value: report.dark_contrast, needed: 3 },
  ];
  return (
    <Frame wiring={wiring} label={t("branding.accent")} help={t("branding.accent_help")}>
      <div className="flex items-center gap-2">
        <input
          type="color"
          aria-label={t("branding.pick")}
          value={isColor(text) ? text.toLowerCase() : "#0f5c63"}
          onChange={(event) => field.onChange(event.target.value)}
          className="field-edge h-[34px] w-12 shrink-0 p-1 pointer-coarse:h-11"
        />
        <Input
          id={id}
          ref={field.ref}
          name={field.name}
          value={text}
          onChange={field.onChange}
          onBlur={field.onBlur}
          placeholder="#0f5c63"
          autoComplete="off"
          spellCheck={false}
          aria-invalid={error !== undefined || undefined}
          aria-describedby={describedBy}
          className="max-w-32 tabular-nums"
        />
        {text !== "" && (
          <Button variant="ghost" onClick={() => field.onChange("")}>
            {t("branding.no_accent")}
          </Button>
        )}
      </div>
      <div role="status" className="empty:hidden">
        {measured && (
          <ul className="mt-2.5 flex flex-col gap-1 text-xs">
            {measured.map(({ label, value, needed }) => (
              <li key={label} className={cn("flex items-center gap-1.5", value < needed && "text-destructive-fg")}>
                {value < needed ? (
                  <TriangleAlert className="size-3.5 shrink-0" aria-hidden />
                ) : (
                  <Check className="size-3.5 shrink-0 text-success-fg" aria-hidden />
                )}
                <span className="w-28">{label}</span>
                <span className="w-16 tabular-nums">{t("branding.ratio", { ratio: value })}</span>
                <span className={cn(value >= needed && "text-muted-foreground")}>
                  {t("branding.needs", { ratio: needed })}
                </span>
              </li>
            ))}
          </ul>
        )}
        {report && !report.passes && (
          <p className="mt-2.5 flex flex-wrap items-center gap-2">
            {t("branding.too_weak")}
            <Button size="small" onClick={() => field.onChange(report.nearest)}>
              <span aria-hidden className="size-3.5 rounded-xs" ref={(element) => fill(element, report.nearest)} />
              {t("branding.use_nearest", { color: report.nearest })}
            </Button>
          </p>
        )}
      </div>
    </Frame>
  );
}

function fill(element: HTMLElement | null, color: string): void {
  if (element) element.style.backgroundColor = color;
}
