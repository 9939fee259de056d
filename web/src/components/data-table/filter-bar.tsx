import { ArrowDown, ArrowUp, ListFilter, Search, SlidersHorizontal, X } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { first } from "@/lib/address";
import { cn } from "@/lib/classes";
import { useHotkeys } from "@/lib/hotkeys";
import { setPreference, usePreferences } from "@/lib/preferences";
import { Button } from "../ui/button";
import { Kbd } from "../ui/kbd";
import {
  Menu,
  MenuCheckboxItem,
  MenuContent,
  MenuGroup,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from "../ui/menu";
import type { Column, FilterField } from "./columns";
import { FilterEditor, useFilterWords } from "./filter-editors";
import { isActive, keysOf, type ListSearch, without } from "./list-search";

type BarProps<Row> = {
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
  filters: readonly FilterField[];
  columns: readonly Column<Row>[];
  shownColumns: readonly string[];
  defaultSort: string;
  phone: boolean;
  /** Whether rows can be found by words. */
  searchable: boolean;
  /** Whether there are columns to choose; a board has none, and on a phone no room to order its lanes. */
  display?: boolean;
  /** What else stands at the right. */
  end?: ReactNode;
};

/** Search, filters, order and columns of a list; all of it lives in the address. */
export function FilterBar<Row>(props: BarProps<Row>) {
  const { search, onSearch, filters, phone } = props;
  return (
    <div className="flex min-h-[var(--shell-toolbar)] shrink-0 flex-wrap items-center gap-2 border-b py-1.5 pr-3 pl-[var(--shell-gutter)] max-[759px]:px-4">
      {props.searchable && <SearchBox search={search} onSearch={onSearch} />}
      <FilterChips search={search} onSearch={onSearch} filters={filters} phone={phone} />
      <div className="ml-auto flex items-center gap-1">
        {(!phone || props.display !== false) && <SortMenu {...props} />}
        {props.end}
        {!phone && props.display !== false && <DisplayMenu {...props} />}
      </div>
    </div>
  );
}

type ChipsProps = Pick<BarProps<unknown>, "search" | "onSearch" | "filters" | "phone">;

/** The filters that are on, and a menu of the others. */
export function FilterChips({ search, onSearch, filters: known, phone }: ChipsProps) {
  const { t } = useTranslation();
  const filters = known.filter((field) => !("hidden" in field && field.hidden));
  const [adding, setAdding] = useState<string | null>(null);
  const filterButton = useRef<HTMLButtonElement>(null);
  const picked = useRef<string | null>(null);
  const shown = filters.filter((field) => isActive(search, field) || field.key === adding);
  const free = filters.filter((field) => !shown.includes(field));
  useHotkeys({ f: () => filterButton.current?.click() });
  return (
    <>
      {shown.map((field) => (
        <FilterChip
          key={field.key}
          field={field}
          search={search}
          onSearch={onSearch}
          isNew={field.key === adding}
          onSettled={() => setAdding(null)}
        />
      ))}
      {free.length > 0 && (
        <Menu
          // The chip opens its own list, which would lose the focus to this menu while it closes.
          onOpenChangeComplete={(open) => {
            if (!open && picked.current !== null) setAdding(picked.current);
            picked.current = null;
          }}
        >
          <MenuTrigger
            ref={filterButton}
            render={<Button variant="ghost" aria-label={phone ? t("filters.add") : undefined} />}
          >
            <ListFilter aria-hidden />
            {!phone && t("filters.filter")}
          </MenuTrigger>
          <MenuContent>
            {free.map((field) => (
              <MenuItem
                key={field.key}
                onClick={() => {
                  picked.current = field.key;
                }}
              >
                {field.label}
              </MenuItem>
            ))}
          </MenuContent>
        </Menu>
      )}
    </>
  );
}

/** Typing waits a moment before it becomes the address. */
function SearchBox({ search, onSearch }: { search: ListSearch; onSearch: (search: ListSearch) => void }) {
  const { t } = useTranslation();
  const q = first(search.q) ?? "";
  const [typed, setTyped] = useState(q);
  const [seen, setSeen] = useState(q);
  const input = useRef<HTMLInputElement>(null);
  if (q !== seen) {
    setSeen(q);
    setTyped(q);
  }
  const latest = useRef({ search, onSearch });
  latest.current = { search, onSearch };
  useEffect(() => {
    if (typed === (first(latest.current.search.q) ?? "")) return;
    const timer = setTimeout(() => {
      latest.current.onSearch({ ...latest.current.search, q: typed || undefined });
    }, 250);
    return () => clearTimeout(timer);
  }, [typed]);
  useHotkeys({ "/": () => input.current?.focus() });
  return (
    <search className="field-edge flex h-[26px] w-52 items-center gap-1.5 border-border-strong pr-1 pl-2 pointer-coarse:h-11 max-[759px]:min-w-40 max-[759px]:flex-1">
      <Search className="size-3.5 shrink-0 text-muted-foreground" aria-hidden />
      <input
        ref={input}
        type="search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            setTyped("");
            event.currentTarget.blur();
          }
        }}
        aria-label={t("lists.search")}
        placeholder={t("lists.search")}
        className="h-full w-full min-w-0 bg-transparent text-xs placeholder:text-muted-foreground focus-visible:shadow-none"
      />
      {typed === "" ? (
        <Kbd className="h-4 min-w-4">/</Kbd>
      ) : (
        <button
          type="button"
          aria-label={t("lists.clear_search")}
          className="grid size-6 shrink-0 place-items-center rounded-xs text-muted-foreground hover:text-foreground"
          onClick={() => setTyped("")}
        >
          <X className="size-3.5" aria-hidden />
        </button>
      )}
    </search>
  );
}

type ChipProps = {
  field: FilterField;
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
  isNew: boolean;
  onSettled: () => void;
};

function FilterChip({ field, search, onSearch, isNew, onSettled }: ChipProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(isNew);
  const words = useFilterWords(field, search);
  const part = "flex h-full items-center px-[7px]";
  return (
    <fieldset
      aria-label={field.label}
      className="inline-flex h-[26px] max-w-full shrink-0 items-center rounded-sm border border-border-strong bg-card text-xs whitespace-nowrap max-[759px]:order-last pointer-coarse:h-11"
    >
      <span className={cn(part, "text-muted-foreground")}>{field.label}</span>
      {words.value !== "" && <span className={cn(part, "border-l text-muted-foreground")}>{words.relation}</span>}
      <FilterEditor
        field={field}
        search={search}
        onSearch={onSearch}
        open={open}
        onOpenChange={(next) => {
          setOpen(next);
          if (!next && !isActive(search, field)) onSettled();
        }}
        trigger={
          <button
            type="button"
            className={cn(part, "min-w-0 border-l font-medium hover:bg-accent data-[popup-open]:bg-accent")}
          >
            <span className="truncate">{words.value || t("filters.choose")}</span>
          </button>
        }
      />
      <button
        type="button"
        aria-label={t("filters.remove", { field: field.label })}
        className="grid h-full w-6 shrink-0 place-items-center border-l text-muted-foreground hover:bg-accent hover:text-foreground pointer-coarse:w-11"
        onClick={() => {
          onSearch(without(search, keysOf(field)));
          onSettled();
        }}
      >
        <X className="size-3.5" aria-hidden />
      </button>
    </fieldset>
  );
}

function SortMenu<Row>({ search, onSearch, columns, defaultSort, phone }: BarProps<Row>) {
  const { t } = useTranslation();
  const sort = first(search.sort) ?? defaultSort;
  const descending = sort.startsWith("-");
  const key = descending ? sort.slice(1) : sort;
  const sortable = columns.filter((column) => column.sort);
  const current = sortable.find((column) => column.sort === key);
  const Arrow = descending ? ArrowDown : ArrowUp;
  const set = (next: string) => onSearch({ ...search, sort: next === defaultSort ? undefined : next });
  return (
    <Menu>
      <MenuTrigger
        render={<Button variant="ghost" aria-label={[t("lists.sort"), current?.label].filter(Boolean).join(": ")} />}
      >
        <Arrow aria-hidden />
        {!phone && (current?.label ?? t("lists.sort"))}
      </MenuTrigger>
      <MenuContent align="end">
        <MenuRadioGroup value={key} onValueChange={(next: string) => set(descending ? `-${next}` : next)}>
          {sortable.map((column) => (
            <MenuRadioItem key={column.id} value={column.sort ?? column.id}>
              {column.label}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuRadioGroup
          value={descending ? "down" : "up"}
          onValueChange={(next: string) => set(next === "down" ? `-${key}` : key)}
        >
          <MenuRadioItem value="up">{t("lists.ascending")}</MenuRadioItem>
          <MenuRadioItem value="down">{t("lists.descending")}</MenuRadioItem>
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  );
}

function DisplayMenu<Row>({ search, onSearch, columns, shownColumns }: BarProps<Row>) {
  const { t } = useTranslation();
  const { density } = usePreferences();
  const toggle = (id: string, on: boolean) => {
    const next = columns.filter((column) => (column.id === id ? on : shownColumns.includes(column.id)));
    const standard = columns.filter((column) => !column.hidden);
    const same = next.length === standard.length && next.every((column) => !column.hidden);
    onSearch({ ...search, columns: same ? undefined : next.map((column) => column.id).join(",") });
  };
  return (
    <Menu>
      <MenuTrigger render={<Button variant="ghost" size="icon" aria-label={t("lists.display")} />}>
        <SlidersHorizontal aria-hidden />
      </MenuTrigger>
      <MenuContent align="end">
        <MenuGroup>
          <MenuLabel>{t("lists.columns")}</MenuLabel>
          {columns.map((column) => (
            <MenuCheckboxItem
              key={column.id}
              checked={shownColumns.includes(column.id)}
              disabled={column.fixed ?? false}
              onCheckedChange={(on) => toggle(column.id, on)}
            >
              {column.label}
            </MenuCheckboxItem>
          ))}
        </MenuGroup>
        <MenuSeparator />
        <MenuGroup>
          <MenuLabel>{t("preferences.density")}</MenuLabel>
          <MenuRadioGroup
            value={density}
            onValueChange={(next: string) => setPreference("density", next === "compact" ? "compact" : "comfortable")}
          >
            <MenuRadioItem value="comfortable">{t("preferences.comfortable")}</MenuRadioItem>
            <MenuRadioItem value="compact">{t("preferences.compact")}</MenuRadioItem>
          </MenuRadioGroup>
        </MenuGroup>
      </MenuContent>
    </Menu>
  );
}
