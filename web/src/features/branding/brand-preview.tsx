import { Ticket, UsersRound } from "lucide-react";
import { createPortal } from "react-dom";
import { useWatch } from "react-hook-form";
import { useTranslation } from "react-i18next";
import type { Brand, Branding } from "@/api/branding";
import { BrandMark, isWordmark } from "@/components/brand";
import { Button } from "@/components/ui/button";
import { paintBrand } from "@/lib/brand-colors";
import { useAccent } from "./accent-field";

/** What is in the form, as people would see it, in both themes. */
export function BrandPreview({ place, branding }: { place: HTMLElement; branding: Branding }) {
  const { t } = useTranslation();
  const values = useWatch();
  const color = String(values.accent ?? "");
  const name = String(values.product_name ?? "").trim();
  const report = useAccent(color);
  const accent = report?.accent ?? (branding.accent === null && color === "" ? branding.shown.accent : null);
  const brand: Brand = {
    ...branding.shown,
    product_name: name || (branding.product_name ? "WorkTrackr" : branding.shown.product_name),
    accent,
  };
  return createPortal(
    <section aria-label={t("branding.preview")} className="sticky top-6 flex flex-col gap-3">
      <div>
        <h2 className="text-lg font-semibold tracking-[-0.01em]">{t("branding.preview")}</h2>
        <p className="mt-0.5 text-muted-foreground">
          {report && !report.passes
            ? t("branding.preview_nearest", { color: report.nearest })
            : t("branding.preview_text")}
        </p>
      </div>
      <Sample theme="light" brand={brand} />
      <Sample theme="dark" brand={brand} />
    </section>,
    place,
  );
}

function Sample({ theme, brand }: { theme: "light" | "dark"; brand: Brand }) {
  const { t } = useTranslation();
  return (
    <figure className="flex flex-col gap-1.5">
      <div
        inert
        ref={(element) => {
          if (element) paintBrand(element, brand.accent);
        }}
        className={`${theme} flex overflow-hidden rounded-lg border bg-background text-foreground`}
      >
        <div className="flex w-40 shrink-0 flex-col gap-px border-r border-sidebar-border bg-sidebar p-2 text-sidebar-foreground max-[419px]:w-32">
          <p className="mb-2 flex h-8 items-center gap-2 px-1.5 font-semibold text-foreground">
            <BrandMark brand={brand} className="max-w-[120px]" />
            {!isWordmark(brand) && <span className="min-w-0 truncate">{brand.product_name}</span>}
          </p>
          <p className="flex h-[30px] items-center gap-2 rounded-sm bg-sidebar-accent px-1.5 font-medium text-foreground">
            <Ticket className="size-4 text-primary" strokeWidth={1.75} aria-hidden />
            {t("branding.sample_here")}
          </p>
          <p className="flex h-[30px] items-center gap-2 px-1.5 font-medium">
            <UsersRound className="size-4 text-muted-foreground" strokeWidth={1.75} aria-hidden />
            {t("branding.sample_other")}
          </p>
        </div>
        <div className="flex min-w-0 flex-1 flex-col items-start gap-3 p-4">
          <p className="w-full rounded-sm bg-selection px-2.5 py-2">
            <b className="block font-semibold">{t("branding.sample_title")}</b>
            {t("branding.sample_text")} <span className="font-medium text-link">{t("branding.sample_link")}</span>
          </p>
          <Button variant="primary">{t("branding.sample_action")}</Button>
        </div>
      </div>
      <figcaption className="text-xs text-muted-foreground">{t(`branding.${theme}`)}</figcaption>
    </figure>
  );
}
