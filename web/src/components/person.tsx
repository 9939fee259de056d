import { useTranslation } from "react-i18next";
import { cn } from "@/lib/classes";
import { Avatar, NoAvatar } from "./ui/avatar";

type PersonProps = { id: string | null; name: string | null; className?: string };

/** Who does it, or an empty ring and the word for it. */
export function Person({ id, name, className }: PersonProps) {
  const { t } = useTranslation();
  if (id === null) {
    return (
      <span className={cn("inline-flex min-w-0 items-center gap-2 text-muted-foreground", className)}>
        <NoAvatar />
        <span className="truncate">{t("people.unassigned")}</span>
      </span>
    );
  }
  return (
    <span className={cn("inline-flex min-w-0 items-center gap-2", className)}>
      <Avatar id={id} name={name ?? "?"} size="small" />
      <span className="truncate">{name ?? t("people.unknown")}</span>
    </span>
  );
}
