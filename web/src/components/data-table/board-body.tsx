import { Columns3, LayoutList, SquareKanban } from "lucide-react";
import { type ReactNode, Suspense, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Address, first } from "@/lib/address";
import { Button } from "../ui/button";
import { Menu, MenuContent, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "../ui/menu";
import type { Column, FilterField } from "./columns";
import { FilterBar } from "./filter-bar";
import { type ListSearch, toQuery } from "./list-search";
import type { PeekPlace } from "./peek-frame";
import { layoutOf, withLayout } from "./view-tabs";

/** The other layout of a list: the same rows as cards in lanes. */
export type BoardOption = {
  /** The columns that lanes can be values of; the first is usual. */
  by: readonly { column: string; label: string }[];
  render: (state: {
    by: string;
    /** Filter and order, the lanes' column left out. */
    query: Address;
    phone: boolean;
    peeked: string | undefined;
    onPeek: (id: string) => void;
  }) => ReactNode;
};

type BoardBodyProps<Row> = {
  board: BoardOption;
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
  columns: readonly Column<Row>[];
  shown: readonly string[];
  filters: readonly FilterField[];
  defaultSort: string;
  searchable?: boolean;
  place: PeekPlace;
  phone: boolean;
  zone: string;
};

/** The board below the tabs. What its lanes are values of is no filter here, and every lane is there to drop into. */
export function BoardBody<Row>(props: BoardBodyProps<Row>) {
  const { board, search, onSearch, defaultSort, place, phone, zone } = props;
  const { t } = useTranslation();
  const by = board.by.find(({ column }) => column === first(search.lanes)) ?? board.by[0];
  const filters = useMemo(() => props.filters.filter(({ key }) => key !== by?.column), [props.filters, by]);
  const query = useMemo(() => toQuery(search, filters, defaultSort, zone), [search, filters, defaultSort, zone]);
  if (!by) return null;
  return (
    <>
      <FilterBar
        search={search}
        onSearch={onSearch}
        filters={filters}
        columns={props.columns}
        shownColumns={props.shown}
        defaultSort={defaultSort}
        phone={phone}
        searchable={props.searchable ?? true}
        display={false}
        end={
          <>
            <LanesMenu board={board} by={by} phone={phone} onPick={(lanes) => onSearch({ ...search, lanes })} />
            {phone && <LayoutButton search={search} onSearch={onSearch} />}
          </>
        }
      />
      <Suspense
        fallback={<div className="flex-1 bg-muted dark:bg-sidebar" role="status" aria-label={t("lists.loading")} />}
      >
        {board.render({ by: by.column, query, phone, peeked: place.id, onPeek: place.set })}
      </Suspense>
    </>
  );
}

type LanesProps = {
  board: BoardOption;
  by: { column: string; label: string };
  phone: boolean;
  onPick: (column: string | undefined) => void;
};

function LanesMenu({ board, by, phone, onPick }: LanesProps) {
  const { t } = useTranslation();
  const words = t("board.lanes", { by: by.label });
  const usual = board.by[0]?.column;
  return (
    <Menu>
      <MenuTrigger render={<Button variant="ghost" aria-label={phone ? words : undefined} />}>
        <SquareKanban aria-hidden />
        {!phone && words}
      </MenuTrigger>
      <MenuContent align="end">
        <MenuRadioGroup
          value={by.column}
          onValueChange={(column: string) => onPick(column === usual ? undefined : column)}
          aria-label={t("board.lanes_menu")}
        >
          {board.by.map(({ column, label }) => (
            <MenuRadioItem key={column} value={column}>
              {label}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  );
}

/** On a phone the layouts are one button. */
export function LayoutButton({ search, onSearch }: { search: ListSearch; onSearch: (search: ListSearch) => void }) {
  const { t } = useTranslation();
  const isBoard = layoutOf(search) === "board";
  const Icon = isBoard ? LayoutList : Columns3;
  return (
    <Button
      variant="ghost"
      size="icon"
      aria-label={isBoard ? t("board.list") : t("board.board")}
      onClick={() => onSearch(withLayout(search, isBoard ? "list" : "board"))}
    >
      <Icon aria-hidden />
    </Button>
  );
}
