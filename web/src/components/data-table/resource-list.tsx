import { useInfiniteQuery } from "@tanstack/react-query";
import { Columns3, Download, LayoutList, RotateCcw, SquareKanban, Trash2 } from "lucide-react";
import { type ReactNode, Suspense, useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Resource, Stored } from "@/api/resource";
import { useCan, useTimeZone } from "@/api/session";
import { type Address, first, formatAddress, setParts } from "@/lib/address";
import { cn } from "@/lib/classes";
import { formatCount } from "@/lib/format";
import { useMedia, usePhone, wideWindow } from "@/lib/media";
import { explain } from "../explain";
import { EmptyState, ErrorState } from "../states";
import { Button, buttonVariants } from "../ui/button";
import { Kbd } from "../ui/kbd";
import { Menu, MenuContent, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "../ui/menu";
import { Skeleton } from "../ui/skeleton";
import type { BulkEdit, Column, FilterField, View } from "./columns";
import { DataTable } from "./data-table";
import { FilterBar } from "./filter-bar";
import { isFiltered, isView, type ListSearch, toFilter, toQuery } from "./list-search";
import { type Peek, PeekFrame, type PeekPlace, usePeek } from "./peek-frame";
import { PurgeDialog } from "./purge-dialog";
import { useRowActions } from "./row-actions";
import { SelectionBar } from "./selection-bar";
import { TrashContext } from "./trash-context";
import { useSelection } from "./use-selection";
import { layoutOf, ViewTabs, withLayout } from "./view-tabs";

/** The other layout of a list: the same rows as cards in lanes. */
type BoardOption = {
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

export type ResourceListProps<Row extends Stored, Fields, Patch extends object> = {
  resource: Resource<Row, Fields, Patch>;
  /** The path of the list; its tabs are links to it. */
  path: string;
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
  columns: readonly Column<Row>[];
  filters: readonly FilterField[];
  views: readonly View[];
  defaultSort: string;
  /** Whether rows can be found by words; false for short lists that the API does not search. */
  searchable?: boolean;
  edits: readonly BulkEdit<Patch>[];
  /** Whether rows can be chosen and changed together. */
  canBulk: boolean;
  rowLabel: (row: Row) => string;
  onOpen: (row: Row) => void;
  phoneRow: (row: Row) => ReactNode;
  empty: ReactNode;
  /** Whether people may save views of their own. */
  savedViews?: boolean;
  /** What stands between the tabs and the filters. */
  head?: ReactNode;
  board?: BoardOption;
  /** A row beside the list, without leaving it. */
  peek?: (id: string, peek: Peek) => ReactNode;
};

/** A list page below its header: views, filters, the table with all its faces, and what is done to many rows. */
export function ResourceList<Row extends Stored, Fields, Patch extends object>(
  props: ResourceListProps<Row, Fields, Patch>,
) {
  const { resource, search, onSearch, filters, defaultSort, edits, rowLabel } = props;
  const { t } = useTranslation();
  const zone = useTimeZone();
  const phone = usePhone();
  const trash = first(search.trash) === "true";
  const query = useMemo(() => toQuery(search, filters, defaultSort, zone), [search, filters, defaultSort, zone]);
  const isBoard = props.board !== undefined && !trash && layoutOf(search) === "board";
  const list = useInfiniteQuery({ ...resource.list(query), enabled: !isBoard });
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const total = list.data?.pages[0]?.total;
  const capped = list.data?.pages[0]?.total_capped ?? false;
  const selection = useSelection(JSON.stringify(query));
  const actions = useRowActions(resource);
  const canPurge = useCan("purge");
  const trashColumns = useTrashColumns(actions, rowLabel, canPurge);
  const peek = usePeek(search, onSearch, props.peek !== undefined && !trash);
  const columns = trash
    ? [...props.columns.filter((column) => column.id !== "actions"), ...trashColumns.columns]
    : props.columns;
  const wide = useMedia(wideWindow);
  const shown = shownColumns(columns, first(search.columns), wide && peek.id === undefined);
  const more = useCallback(() => {
    if (!list.isFetchingNextPage) void list.fetchNextPage();
  }, [list.isFetchingNextPage, list.fetchNextPage]);

  const target = () =>
    selection.everything
      ? { filter: setParts(toFilter(search, filters, zone)) }
      : { ids: Object.keys(selection.ids) };
  const run = async (change: { patch: Patch } | { delete: true }, words: string) => {
    if (await actions.bulk(target(), change, words)) selection.clear();
  };

  const view = props.views.find((one) => search.view === undefined && isView(one, search));
  return (
    <PeekFrame peek={peek} render={props.peek} ids={isBoard ? undefined : rows.map((row) => row.id)}>
      <ViewTabs {...props} savedViews={props.savedViews ?? false} hasBoard={props.board !== undefined} />
      {!isBoard && props.head}
      {isBoard && props.board ? (
        <BoardBody
          {...props}
          board={props.board}
          place={peek}
          phone={phone}
          zone={zone}
          columns={columns}
          shown={shown}
        />
      ) : (
        <>
          <FilterBar
            search={search}
            onSearch={onSearch}
            filters={filters}
            columns={columns}
            shownColumns={shown}
            defaultSort={defaultSort}
            phone={phone}
            searchable={props.searchable ?? true}
            end={
              <>
                {phone && props.board && !trash && <LayoutButton search={search} onSearch={onSearch} />}
                {!phone && resource.isExported && <ExportLink name={resource.name} query={query} />}
              </>
            }
          />
          {list.isPending ? (
            <RowSkeletons phone={phone} />
          ) : list.isError && rows.length === 0 ? (
            <ErrorState error={list.error} onRetry={() => list.refetch()} title={t(`${resource.name}.list_failed`)} />
          ) : rows.length === 0 ? (
            view?.empty ? (
              <EmptyState {...view.empty} />
            ) : isFiltered(search) ? (
              <NothingFound trash={trash} onClear={() => onSearch({})} />
            ) : (
              props.empty
            )
          ) : (
            <TrashContext value={trash}>
              <DataTable
                rows={rows}
                columns={columns}
                shownColumns={shown}
                label={t(`${resource.name}.title`)}
                total={total}
                sort={first(search.sort) ?? defaultSort}
                onSort={(sort) => onSearch({ ...search, sort: sort === defaultSort ? undefined : sort })}
                selection={props.canBulk && !trash ? selection : null}
                rowLabel={rowLabel}
                onOpen={(row) => !trash && props.onOpen(row)}
                phoneRow={(row) => (trash ? trashColumns.phoneRow(row) : props.phoneRow(row))}
                phone={phone}
                hasMore={list.hasNextPage && !list.isFetchNextPageError}
                onMore={more}
                scrollKey={`list-${resource.name}`}
                peeked={peek.id}
                onPeek={props.peek && !trash ? peek.set : undefined}
              />
            </TrashContext>
          )}
        </>
      )}
      {list.isFetchNextPageError && (
        <p role="alert" className="flex shrink-0 items-center gap-3 border-t px-[var(--shell-gutter)] py-1.5">
          {t("lists.more_failed", { reason: explain(list.error, t) })}
          <Button size="small" onClick={more}>
            {t("actions.try_again")}
          </Button>
        </p>
      )}
      {props.canBulk && !trash && !isBoard && (
        <SelectionBar
          selection={selection}
          total={total}
          capped={capped}
          edits={edits}
          busy={actions.busy}
          onEdit={(edit, value, label) => run({ patch: edit.patch(value) }, `${edit.label}: ${label}`)}
          onDelete={() => run({ delete: true }, "")}
        />
      )}
      {trashColumns.dialog}
      {!phone && !isBoard && rows.length > 0 && (
        <Foot
          words={`${formatCount(total ?? rows.length)}${capped ? "+" : ""} ${t(`${resource.name}.noun`, { count: total ?? rows.length })}`}
          canBulk={props.canBulk && !trash}
          canPeek={props.peek !== undefined && !trash}
        />
      )}
    </PeekFrame>
  );
}

type BoardBodyProps<Row extends Stored, Fields, Patch extends object> = ResourceListProps<Row, Fields, Patch> & {
  board: BoardOption;
  place: PeekPlace;
  phone: boolean;
  zone: string;
  shown: readonly string[];
};

/** The board below the tabs. What its lanes are values of is no filter here, and every lane is there to drop into. */
function BoardBody<Row extends Stored, Fields, Patch extends object>(props: BoardBodyProps<Row, Fields, Patch>) {
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

function shownColumns<Row>(columns: readonly Column<Row>[], chosen: string | undefined, wide: boolean): string[] {
  if (chosen === undefined) {
    return columns.filter((column) => !column.hidden && (wide || !column.wide)).map((column) => column.id);
  }
  const names = chosen.split(",");
  return columns.filter((column) => column.fixed || names.includes(column.id)).map((column) => column.id);
}

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

type LanesProps = {
  board: BoardOption;
  by: { column: string; label: string };
  phone: boolean;
  onPick: (column: string | undefined) => void;
};

/** On a phone the layouts are one button. */
function LayoutButton({ search, onSearch }: { search: ListSearch; onSearch: (search: ListSearch) => void }) {
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

/** All rows of the filter as CSV, in this order. */
function ExportLink({ name, query }: { name: string; query: Address }) {
  const { t } = useTranslation();
  return (
    <a
      href={`/api/${name}/export${formatAddress(query)}`}
      download
      aria-label={t("lists.export")}
      title={t("lists.export")}
      className={buttonVariants({ variant: "ghost", size: "icon" })}
    >
      <Download aria-hidden />
    </a>
  );
}

function RowSkeletons({ phone }: { phone: boolean }) {
  const { t } = useTranslation();
  const widths = ["w-72", "w-56", "w-80", "w-48", "w-64", "w-60", "w-72", "w-52", "w-80", "w-56"];
  return (
    <div className="min-h-0 flex-1 overflow-hidden" role="status" aria-label={t("lists.loading")}>
      {!phone && <div className="h-8 border-b" />}
      {widths.map((width, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike and never move.
          key={index}
          className={cn(
            "flex items-center gap-6 border-b px-[var(--shell-gutter)]",
            phone ? "h-[69px]" : "h-[var(--row-height)]",
          )}
        >
          <Skeleton className="w-8" />
          <span className="min-w-0 flex-1">
            <Skeleton className={cn("max-w-full", width)} />
          </span>
          <Skeleton className="w-20 max-[759px]:w-8" />
          {!phone && <Skeleton className="w-16" />}
        </div>
      ))}
    </div>
  );
}

function NothingFound({ trash, onClear }: { trash: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="grid flex-1 place-items-center p-6">
      <div className="mb-12 flex max-w-[420px] flex-col items-center gap-2 text-center">
        <h2 className="text-lg font-semibold">{trash ? t("lists.trash_empty_title") : t("lists.nothing_title")}</h2>
        <p className="mb-2 text-base text-muted-foreground">
          {trash ? t("lists.trash_empty_text") : t("lists.nothing_text")}
        </p>
        <Button onClick={onClear}>{trash ? t("lists.leave_trash") : t("lists.clear_filters")}</Button>
      </div>
    </div>
  );
}

function Foot({ words, canBulk, canPeek }: { words: string; canBulk: boolean; canPeek: boolean }) {
  const { t } = useTranslation();
  return (
    <footer className="flex h-9 shrink-0 items-center gap-3 border-t px-[var(--shell-gutter)] text-xs text-muted-foreground">
      <span className="tabular-nums" aria-live="polite">
        {words}
      </span>
      <span className="ml-auto flex items-center gap-1.5 pointer-coarse:hidden">
        <Kbd>J</Kbd>
        <Kbd>K</Kbd>
        {t("keys.move")}
        {canBulk && (
          <>
            <Kbd className="ml-2">X</Kbd>
            {t("keys.select")}
          </>
        )}
        {canPeek && (
          <>
            <Kbd className="ml-2">{t("keys.space")}</Kbd>
            {t("peek.key")}
          </>
        )}
        <Kbd className="ml-2">↵</Kbd>
        {t("keys.open")}
        <Kbd className="ml-2">?</Kbd>
        {t("keys.all")}
      </span>
    </footer>
  );
}

/** In the trash a row can be put back, or, by who may, be gone for good. */
function useTrashColumns<Row extends Stored>(
  actions: {
    restore: (row: Row, label: string) => Promise<void>;
    purge: (row: Row, label: string) => Promise<boolean>;
  },
  rowLabel: (row: Row) => string,
  canPurge: boolean,
) {
  const { t } = useTranslation();
  const [purging, setPurging] = useState<Row | null>(null);
  const buttons = (row: Row) => (
    <span className="flex justify-end gap-1">
      <Button size="small" onClick={() => actions.restore(row, rowLabel(row))}>
        <RotateCcw aria-hidden />
        {t("actions.restore")}
      </Button>
      {canPurge && (
        <Button
          size="icon-small"
          variant="ghost"
          aria-label={t("purge.label", { label: rowLabel(row) })}
          onClick={() => setPurging(row)}
        >
          <Trash2 aria-hidden />
        </Button>
      )}
    </span>
  );
  const columns: Column<Row>[] = [
    { id: "trash", label: t("lists.trash_actions"), cell: buttons, width: 150, align: "right", fixed: true },
  ];
  const phoneRow = (row: Row) => (
    <div className="flex min-h-[68px] items-center justify-between gap-3 px-4">
      <span className="min-w-0 truncate font-medium">{rowLabel(row)}</span>
      {buttons(row)}
    </div>
  );
  const dialog = (
    <PurgeDialog
      label={purging ? rowLabel(purging) : ""}
      open={purging !== null}
      onOpenChange={(open) => !open && setPurging(null)}
      onPurge={async () => purging !== null && actions.purge(purging, rowLabel(purging))}
    />
  );
  return { columns, phoneRow, dialog };
}
