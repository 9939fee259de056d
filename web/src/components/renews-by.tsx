import { Repeat } from "lucide-react";
import { useTranslation } from "react-i18next";

/** Whether a service renews by itself, or waits for somebody. */
export function RenewsBy({ automatic }: { automatic: boolean }) {
  const { t } = useTranslation();
  return automatic ? (
    <span className="inline-flex items-center gap-1.5">
      <Repeat className="size-3.5 shrink-0" aria-hidden />
      {t("services.automatic")}
    </span>
  ) : (
    <span className="text-muted-foreground">{t("services.by_hand")}</span>
  );
}
