import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/branding";
import { BrandMark, isWordmark } from "@/components/brand";
import { ThemeChoices, themeIcons } from "@/components/theme-choices";
import { Button } from "@/components/ui/button";
import { Glyph } from "@/components/ui/glyphs";
import { Menu, MenuContent, MenuTrigger } from "@/components/ui/menu";
import { cn } from "@/lib/classes";
import { usePreferences } from "@/lib/preferences";

type AuthLayoutProps = { title: string; text: string; children: ReactNode; foot?: ReactNode };

/** Two halves: the form, and what it is for. The second is a picture and says nothing to screen readers. */
export function AuthLayout({ title, text, children, foot }: AuthLayoutProps) {
  const brand = useBrand();
  const { product_name } = brand;
  useEffect(() => {
    document.title = `${title} · ${product_name}`;
  }, [title, product_name]);
  return (
    <div className="grid min-h-full min-[1100px]:grid-cols-[minmax(0,1fr)_minmax(0,1.05fr)]">
      <main className="flex min-h-full flex-col px-12 py-8 max-[759px]:px-5 max-[759px]:py-5">
        <p className="flex items-center gap-2.5 text-lg font-semibold title-tracking">
          <BrandMark brand={brand} className={brand.logo ? "h-8 max-w-[220px]" : "size-[26px]"} />
          {!isWordmark(brand) && product_name}
        </p>
        <div className="m-auto flex w-full max-w-[360px] flex-col gap-[18px] py-8">
          <div>
            <h1 className="text-[24px] leading-8 font-semibold tracking-[-0.02em]">{title}</h1>
            <p className="mt-1 text-base text-muted-foreground">{text}</p>
          </div>
          {children}
          {foot && <p className="text-center text-muted-foreground">{foot}</p>}
        </div>
        <ThemeMenu />
      </main>
      <Picture />
    </div>
  );
}

function ThemeMenu() {
  const { t } = useTranslation();
  const { theme } = usePreferences();
  const Icon = themeIcons[theme];
  return (
    <Menu>
      <MenuTrigger render={<Button variant="ghost" size="small" className="-ml-2 self-start" />}>
        <Icon aria-hidden />
        {t("preferences.theme")}: {t(`preferences.${theme}`)}
      </MenuTrigger>
      <MenuContent side="top">
        <ThemeChoices />
      </MenuContent>
    </Menu>
  );
}

const stubs = [
  { time: "11:00", glyph: "status-progress", shift: "" },
  { time: "14:00", glyph: "status-open", shift: "ml-9" },
  { time: "15:30", glyph: "status-resolved", shift: "ml-[72px]" },
];

function Picture() {
  const { t } = useTranslation();
  return (
    <section
      aria-hidden
      className="relative hidden flex-col justify-center overflow-hidden pl-[88px] text-[oklch(0.98_0.01_200)] bg-[var(--ink)] [--ink:var(--panel)] [--paper:var(--panel-paper)] min-[1100px]:flex"
    >
      <p className="mb-8 max-w-[15em] text-3xl leading-9 font-semibold tracking-[-0.022em]">{t("auth.slogan")}</p>
      {stubs.map((stub) => (
        <div
          key={stub.time}
          className={cn(
            "relative mb-[18px] flex w-[480px] items-center gap-[18px] rounded-xl bg-[var(--paper)] px-5 py-[18px] shadow-[0_12px_32px_-12px_oklch(0.15_0.04_215/0.55)] before:absolute before:-top-[9px] before:left-[92px] before:size-[18px] before:rounded-full before:bg-[var(--ink)] after:absolute after:-bottom-[9px] after:left-[92px] after:size-[18px] after:rounded-full after:bg-[var(--ink)]",
            stub.shift,
          )}
        >
          <span className="w-[62px] text-xl font-semibold tracking-[-0.02em] tabular-nums">{stub.time}</span>
          <span className="-my-0.5 w-0 self-stretch border-l-2 border-dashed border-[oklch(1_0_0/0.28)]" />
          <span className="flex flex-1 flex-col gap-2.5">
            <span className="flex items-center gap-2">
              <Glyph name={stub.glyph} className="text-[oklch(1_0_0/0.85)] [--background:var(--paper)]" />
              <span className="h-2 w-28 rounded-full bg-[oklch(1_0_0/0.28)]" />
            </span>
            <span className="h-2.5 w-52 rounded-full bg-[oklch(1_0_0/0.6)]" />
          </span>
          <span className="size-7 rounded-full bg-[oklch(1_0_0/0.8)]" />
        </div>
      ))}
    </section>
  );
}
