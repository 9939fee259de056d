import { Ellipsis, type LucideIcon, Pencil, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/lib/classes";
import { Button } from "./ui/button";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "./ui/menu";

function Thread({ className }: { className: string }) {
  return <span className={cn("absolute bottom-0 left-[13.5px] w-px bg-border", className)} aria-hidden />;
}

type LineProps = { icon: LucideIcon; isLast: boolean; className?: string | undefined; children: ReactNode };

/** What happened: one muted line, with the names standing out. */
export function TimelineLine({ icon: Icon, isLast, className, children }: LineProps) {
  return (
    <li className="relative flex gap-2.5 pb-2">
      {!isLast && <Thread className="top-7" />}
      <span className={cn("relative grid size-7 shrink-0 place-items-center text-muted-foreground", className)}>
        <Icon className="size-4" strokeWidth={1.6} aria-hidden />
      </span>
      <div className="min-w-0 flex-1 py-1 text-muted-foreground [overflow-wrap:anywhere] [&_b]:font-medium [&_b]:text-foreground">
        {children}
      </div>
    </li>
  );
}

type CardProps = {
  /** Of who said it. */
  face: ReactNode;
  isLast: boolean;
  /** On the yellow paper that stays inside. */
  isNote: boolean;
  name: ReactNode;
  hint: ReactNode;
  at: ReactNode;
  menu?: ReactNode;
  children: ReactNode;
};

/** What somebody said. */
export function TimelineCard({ face, isLast, isNote, name, hint, at, menu, children }: CardProps) {
  return (
    <li className="group relative flex gap-2.5 pb-4">
      {!isLast && <Thread className="top-9" />}
      <span className="mt-2 grid shrink-0 self-start">{face}</span>
      <article
        className={cn(
          "relative min-w-0 flex-1 rounded-lg border bg-card px-3.5 py-2.5",
          isNote && "border-dashed border-note-border bg-note-bg",
        )}
      >
        <header className="flex min-h-6 items-center gap-2">
          <span className="flex max-w-[70%] min-w-0 shrink-0 truncate font-medium">{name}</span>
          <span
            className={cn(
              "inline-flex min-w-0 items-center gap-1 text-xs text-muted-foreground [&_svg]:size-3.5 [&_svg]:shrink-0",
              isNote && "text-note-fg",
            )}
          >
            {hint}
          </span>
          <span className={cn("ml-auto shrink-0 text-xs text-muted-foreground", isNote && "text-note-fg")}>{at}</span>
          {menu}
        </header>
        {children}
      </article>
    </li>
  );
}

/** As it was written, line by line. */
export function Words({ children }: { children: ReactNode }) {
  return <p className="text-base whitespace-pre-wrap [overflow-wrap:anywhere]">{children}</p>;
}

type CardMenuProps = { label: string; className: string; onEdit: (() => void) | undefined; onRemove: () => void };

/** What can be done with what was said. */
export function CardMenu({ label, className, onEdit, onRemove }: CardMenuProps) {
  const { t } = useTranslation();
  return (
    <Menu>
      <MenuTrigger render={<Button variant="ghost" size="icon-small" aria-label={label} className={className} />}>
        <Ellipsis aria-hidden />
      </MenuTrigger>
      <MenuContent align="end">
        {onEdit && (
          <MenuItem onClick={onEdit}>
            <Pencil className="size-4" aria-hidden />
            {t("actions.edit")}
          </MenuItem>
        )}
        <MenuItem destructive onClick={onRemove}>
          <Trash2 className="size-4" aria-hidden />
          {t("actions.delete")}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
