import { useQueryClient } from "@tanstack/react-query";
import { ImageUp } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Branding, removeLogo, sendLogo } from "@/api/branding";
import { Problem } from "@/api/problem";
import { explain } from "@/components/explain";
import { SettingsSection } from "@/components/settings-parts";
import { tell } from "@/components/toasts";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field";

export function LogoSection({ branding }: { branding: Branding }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [isSending, setSending] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const { logo } = branding;
  const act = async (acting: () => Promise<unknown>, done: string) => {
    setSending(true);
    setFault(null);
    try {
      await acting();
      tell(done);
    } catch (error) {
      const said = error instanceof Problem ? error.fields[0]?.detail : undefined;
      setFault(said ?? explain(error, t));
    }
    setSending(false);
  };
  return (
    <SettingsSection title={t("branding.logo")} text={t("branding.logo_text")}>
      {logo && (
        <div className="flex overflow-hidden rounded-lg border">
          {(["light", "dark"] as const).map((theme) => (
            <div key={theme} className={`${theme} grid h-24 flex-1 place-items-center bg-background p-4`}>
              <img
                src={logo.url}
                width={logo.width}
                height={logo.height}
                alt={t("branding.on", { theme: t(`branding.${theme}`) })}
                className="h-auto max-h-14 w-auto max-w-full"
              />
            </div>
          ))}
        </div>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <input
          ref={input}
          type="file"
          accept="image/png,image/jpeg,image/webp,image/gif"
          className="sr-only"
          tabIndex={-1}
          aria-label={t("branding.choose_logo")}
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = "";
            if (file) void act(() => sendLogo(queries, file), t("branding.logo_saved"));
          }}
        />
        <Button busy={isSending && t("branding.sending")} onClick={() => input.current?.click()}>
          <ImageUp aria-hidden />
          {logo ? t("branding.replace_logo") : t("branding.choose_logo")}
        </Button>
        {logo ? (
          <Button variant="ghost" onClick={() => void act(() => removeLogo(queries), t("branding.logo_removed"))}>
            {t("branding.remove")}
          </Button>
        ) : (
          <span className="text-muted-foreground">{t("branding.no_logo")}</span>
        )}
      </div>
      <FieldError>{fault}</FieldError>
    </SettingsSection>
  );
}
