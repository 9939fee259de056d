import { useTranslation } from "react-i18next";
import type { Reference } from "@/components/reference-picker";
import { Avatar, NoAvatar } from "@/components/ui/avatar";
import { cn } from "@/lib/classes";
import { durationText } from "./duration-text";

type HeadProps = { person: Reference | null; booked: number; working: number };

/** Whose row it is, and how full it is: of the working hours, or only what is booked when nobody works then. */
export function PersonHead({ person, booked, working }: HeadProps) {
  const { t } = useTranslation();
  const share = working > 0 ? booked / working : booked > 0 ? 1 : 0;
  const isOver = working > 0 && booked > working;
  const text = durationText(booked, t);
  return (
    <div className="flex h-full min-w-0 flex-col gap-2 px-4 py-3">
      <div className="flex min-w-0 items-center gap-2.5">
        {person ? <Avatar id={person.id} name={person.name} /> : <NoAvatar />}
        <span className="min-w-0">
          <b className="block truncate font-medium">{person?.name ?? t("people.unassigned")}</b>
          {!person && (
            <span className="block truncate text-xs text-muted-foreground">{t("dispatch.unassigned_hint")}</span>
          )}
        </span>
      </div>
      {person && (
        <div className="mt-auto flex items-center gap-2 text-xs tabular-nums">
          <span aria-hidden className="h-1 min-w-0 flex-1 overflow-hidden rounded-full bg-secondary">
            <span
              className={cn(
                "block h-full rounded-full",
                isOver ? "bg-destructive" : share > 0.9 ? "bg-warning" : "bg-primary",
              )}
              style={{ width: `${Math.min(share, 1) * 100}%` }}
            />
          </span>
          <span className="sr-only">{t("dispatch.workload_of", { person: person.name })}</span>
          <span className={cn("shrink-0 text-muted-foreground", isOver && "font-medium text-destructive-fg")}>
            {text}
          </span>
        </div>
      )}
    </div>
  );
}
