import { type ReactElement, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTimeZone } from "@/api/session";
import { addDays, formatDate, todayIn } from "@/lib/format";
import { Button } from "./ui/button";
import { Input } from "./ui/input";
import { Popover, PopoverContent, PopoverTrigger } from "./ui/popover";

type DateMenuProps = {
  label: string;
  value: string | null;
  /** The word for "no date". */
  none: string;
  onPick: (value: string | null, words: string) => void;
  trigger: ReactElement;
  children?: ReactNode;
  defaultOpen?: boolean;
};

/** A day: the usual ones at a press, any other by its date. */
export function DateMenu({ label, value, none, onPick, trigger, children, defaultOpen = false }: DateMenuProps) {
  const { t } = useTranslation();
  const today = todayIn(useTimeZone());
  const [open, setOpen] = useState(defaultOpen);
  const [typed, setTyped] = useState(value ?? "");
  const pick = (next: string | null) => {
    setOpen(false);
    if (next !== value) onPick(next, next === null ? none : formatDate(next, today));
  };
  const usual = [
    { day: today, name: t("dates.today") },
    { day: addDays(today, 1), name: t("date_menu.tomorrow") },
    { day: addDays(today, 7), name: t("date_menu.next_week") },
  ];
  return (
    <Popover
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        setTyped(value ?? "");
      }}
    >
      <PopoverTrigger render={trigger}>{children}</PopoverTrigger>
      <PopoverContent className="flex w-60 flex-col p-1">
        {usual.map(({ day, name }) => (
          <Button
            key={day}
            variant="quiet"
            className="justify-between font-normal"
            aria-pressed={day === value}
            onClick={() => pick(day)}
          >
            {name}
            <span className="text-xs text-muted-foreground tabular-nums">{formatDate(day, today)}</span>
          </Button>
        ))}
        <Button
          variant="quiet"
          className="justify-start font-normal"
          aria-pressed={value === null}
          onClick={() => pick(null)}
        >
          {none}
        </Button>
        <form
          className="mt-1 flex items-center gap-1.5 border-t p-1 pt-2"
          onSubmit={(event) => {
            event.preventDefault();
            if (typed !== "") pick(typed);
          }}
        >
          <Input
            type="date"
            aria-label={label}
            value={typed}
            min="1900-01-01"
            max="2199-12-31"
            className="flex-1 px-1.5"
            onChange={(event) => setTyped(event.target.value)}
          />
          <Button type="submit" disabled={typed === ""}>
            {t("actions.save")}
          </Button>
        </form>
      </PopoverContent>
    </Popover>
  );
}
