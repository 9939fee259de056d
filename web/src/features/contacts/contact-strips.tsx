import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type ReactNode, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { contactCounts } from "@/api/contact-hub";
import { useEnum } from "@/api/meta";
import { useTimeZone } from "@/api/session";
import type { FilterField } from "@/components/data-table/columns";
import { type ListSearch, toFilter } from "@/components/data-table/list-search";
import { Glyph } from "@/components/ui/glyphs";
import { all, first } from "@/lib/address";
import { cn } from "@/lib/classes";
import { formatCount } from "@/lib/format";

export const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ", "#"];

type StripProps = { search: ListSearch; onSearch: (search: ListSearch) => void; filters: readonly FilterField[] };

/** Over the list of contacts: how many stand in each relationship, and the letters to jump to. The trash has neither. */
export function ContactStrips(props: StripProps) {
  const { search, filters } = props;
  const zone = useTimeZone();
  const filter = useMemo(() => toFilter(search, filters, zone), [search, filters, zone]);
  const { data } = useQuery({ ...contactCounts(filter), enabled: filter.trash === undefined });
  if (filter.trash !== undefined) return null;
  return (
    <div className="shrink-0 border-b pt-2.5 pb-1.5">
      <StatusTiles {...props} counts={data?.statuses} all={data?.all} />
      <LetterStrip {...props} counts={data?.initials} />
    </div>
  );
}

type Counts = Record<string, number> | undefined;

function StatusTiles({
  search,
  onSearch,
  counts,
  all: total,
}: StripProps & { counts: Counts; all: number | undefined }) {
  const { t } = useTranslation();
  const statuses = useEnum("contact_status");
  const chosen = all(search.status);
  const choose = (status: string[] | undefined) => onSearch({ ...search, status });
  return (
    <fieldset
      aria-label={t("contact_hub.statuses")}
      data-swipe
      className="flex min-w-0 gap-2 overflow-x-auto px-[var(--shell-gutter)] pb-1 [scrollbar-width:none] max-[759px]:px-4"
    >
      <Tile isOn={chosen.length === 0} count={total} onPress={() => choose(undefined)}>
        {t("contact_hub.all_statuses")}
      </Tile>
      {statuses.map(({ value, label, color }) => {
        const isOn = chosen.includes(value);
        const isOnly = isOn && chosen.length === 1;
        return (
          <Tile key={value} isOn={isOn} count={counts?.[value]} onPress={() => choose(isOnly ? undefined : [value])}>
            {color && <Glyph name={color} />}
            {label}
          </Tile>
        );
      })}
    </fieldset>
  );
}

type TileProps = { isOn: boolean; count: number | undefined; onPress: () => void; children: ReactNode };

function Tile({ isOn, count, onPress, children }: TileProps) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={onPress}
      className="flex min-w-28 flex-1 flex-col items-start gap-0.5 rounded-md border bg-card px-3 py-1.5 text-left hover:border-border-strong aria-pressed:border-primary aria-pressed:shadow-[inset_0_0_0_1px_var(--primary)] max-[759px]:min-h-9 max-[759px]:min-w-fit max-[759px]:flex-row max-[759px]:items-center max-[759px]:gap-2"
    >
      <span className="flex items-center gap-1.5 text-xs whitespace-nowrap text-muted-foreground">{children}</span>
      <span className="min-h-5 font-semibold tabular-nums">{count === undefined ? "" : formatCount(count)}</span>
    </button>
  );
}

/** One stop of the Tab key; the arrows move along it. A letter that nobody has cannot be pressed. */
function LetterStrip({ search, onSearch, counts }: StripProps & { counts: Counts }) {
  const { t } = useTranslation();
  const strip = useRef<HTMLFieldSetElement>(null);
  const chosen = first(search.initial);
  const move = (event: KeyboardEvent) => {
    const buttons = [...(strip.current?.querySelectorAll("button") ?? [])];
    const at = buttons.findIndex((button) => button.matches(":focus"));
    const step: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 };
    const next = step[event.key];
    if (next === undefined) return;
    event.preventDefault();
    buttons[(next + buttons.length) % buttons.length]?.focus();
  };
  const button = (letter: string | undefined, words: ReactNode, label: string, isNone: boolean) => (
    <button
      key={letter ?? "all"}
      type="button"
      aria-label={label}
      aria-pressed={chosen === letter}
      aria-disabled={isNone || undefined}
      tabIndex={chosen === letter ? 0 : -1}
      onClick={() => !isNone && onSearch({ ...search, initial: chosen === letter ? undefined : letter })}
      className={cn(
        "h-6 min-w-6 flex-1 rounded-xs px-1 text-xs font-medium text-muted-foreground hover:bg-accent hover:text-foreground aria-pressed:bg-selection aria-pressed:text-foreground pointer-coarse:h-9 pointer-coarse:min-w-9",
        isNone && "cursor-default font-normal opacity-45 hover:bg-transparent",
      )}
    >
      {words}
    </button>
  );
  return (
    <fieldset
      ref={strip}
      aria-label={t("contact_hub.letters")}
      data-swipe
      onKeyDown={move}
      className="mt-1 flex min-w-0 overflow-x-auto px-[calc(var(--shell-gutter)-4px)] [scrollbar-width:none] max-[759px]:px-3"
    >
      {button(undefined, t("contact_hub.all_letters"), t("contact_hub.all_letters"), false)}
      {letters.map((letter) => {
        const count = counts?.[letter];
        const name = letter === "#" ? t("contact_hub.not_a_letter") : letter;
        const label = count
          ? t("contact_hub.letter", { letter: name, count })
          : t("contact_hub.no_letter", { letter: name });
        return button(letter, letter, label, count === 0 && chosen !== letter);
      })}
    </fieldset>
  );
}
