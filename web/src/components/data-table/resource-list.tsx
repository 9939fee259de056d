import { useInfiniteQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { type ReactNode, useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Resource, Stored } from "@/api/resource";
import { useCan, useTimeZone } from "@/api/session";
import { type Address, first, formatAddress, setParts } from "@/lib/address";
import { formatCount } from "@/lib/format";
import { useMedia, usePhone, wideWindow } from "@/lib/media";
import { explain } from "../explain";
import { EmptyState, ErrorState } from "../states";
import { Button, buttonVariants } from "../ui/button";
import { BoardBody, type BoardOption, LayoutButton } from "./board-body";
import type { BulkEdit, Column, FilterField, View } from "./columns";
import { DataTable } from "./data-table";
import { FilterBar } from "./filter-bar";
import { Foot, NothingFound, RowSkeletons } from "./list-faces";
import { isFiltered, isView, type ListSearch, toFilter, toQuery } from "./list-search";
import { type Peek, PeekFrame, usePeek } from "./peek-frame";
import { useRowActions } from "./row-actions";
import { SelectionBar } from "./selection-bar";
import { useTrashColumns } from "./trash-columns";
import { TrashContext } from "./trash-context";
import { useSelection } from "./use-selection";
import { layoutOf, ViewTabs } from "./view-tabs";

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
  const trashColumns = useTrashColumns(actions, rowLabel);
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
    selection.everything ? { filter: setParts(toFilter(search, filters, zone)) } : { ids: Object.keys(selection.ids) };
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

function shownColumns<Row>(columns: readonly Column<Row>[], chosen: string | undefined, wide: boolean): string[] {
  if (chosen === undefined) {
    return columns.filter((column) => !column.hidden && (wide || !column.wide)).map((column) => column.id);
  }
  const names = chosen.split(",");
  return columns.filter((column) => column.fixed || names.includes(column.id)).map((column) => column.id);
}

/** All rows of the filter as CSV, in this order. */
function ExportLink({ name, query }: { name: string; query: Address }) {
  const { t } = useTranslation();
  if (!useCan("export")) return null;
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
