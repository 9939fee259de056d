import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { RotateCcw, Trash2 } from "lucide-react";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Resource, Stored } from "@/api/resource";
import { useCan, useTimeZone } from "@/api/session";
import { first } from "@/lib/address";
import { cn } from "@/lib/classes";
import { formatCount } from "@/lib/format";
import { useMedia, usePhone, wideWindow } from "@/lib/media";
import { explain } from "../explain";
import { ErrorState } from "../states";
import { Button } from "../ui/button";
import { Kbd } from "../ui/kbd";
import { Skeleton } from "../ui/skeleton";
import { TabRow, tabClass } from "../ui/tabs";
import type { BulkEdit, Column, FilterField, View } from "./columns";
import { DataTable } from "./data-table";
import { FilterBar } from "./filter-bar";
import { isFiltered, isView, type ListSearch, toFilter, toQuery } from "./list-search";
import { PurgeDialog } from "./purge-dialog";
import { useRowActions } from "./row-actions";
import { SelectionBar } from "./selection-bar";
import { TrashContext } from "./trash-context";
import { useSelection } from "./use-selection";

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
  nothingFound?: ReactNode;
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
  const list = useInfiniteQuery(resource.list(query));
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const total = list.data?.pages[0]?.total;
  const capped = list.data?.pages[0]?.total_capped ?? false;
  const selection = useSelection(JSON.stringify(query));
  const actions = useRowActions(resource);
  const canPurge = useCan("purge");
  const trashColumns = useTrashColumns(actions, rowLabel, canPurge);
  const columns = trash
    ? [...props.columns.filter((column) => column.id !== "actions"), ...trashColumns.columns]
    : props.columns;
  const wide = useMedia(wideWindow);
  const shown = shownColumns(columns, first(search.columns), wide);
  const more = useCallback(() => {
    if (!list.isFetchingNextPage) void list.fetchNextPage();
  }, [list.isFetchingNextPage, list.fetchNextPage]);

  const target = () =>
    selection.everything
      ? { filter: bulkFilter(toFilter(search, filters, zone)) }
      : { ids: Object.keys(selection.ids) };
  const run = async (change: { patch: Patch } | { delete: true }, words: string) => {
    if (await actions.bulk(target(), change, words)) selection.clear();
  };

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <ViewTabs {...props} />
      <FilterBar
        search={search}
        onSearch={onSearch}
        filters={filters}
        columns={columns}
        shownColumns={shown}
        defaultSort={defaultSort}
        phone={phone}
        searchable={props.searchable ?? true}
      />
      {list.isPending ? (
        <RowSkeletons phone={phone} />
      ) : list.isError && rows.length === 0 ? (
        <ErrorState error={list.error} onRetry={() => list.refetch()} title={t(`${resource.name}.list_failed`)} />
      ) : rows.length === 0 ? (
        isFiltered(search) ? (
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
          />
        </TrashContext>
      )}
      {list.isFetchNextPageError && (
        <p role="alert" className="flex shrink-0 items-center gap-3 border-t px-[var(--shell-gutter)] py-1.5">
          {t("lists.more_failed", { reason: explain(list.error, t) })}
          <Button size="small" onClick={more}>
            {t("actions.try_again")}
          </Button>
        </p>
      )}
      {props.canBulk && !trash && (
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
      {!phone && rows.length > 0 && (
        <Foot
          words={`${formatCount(total ?? rows.length)}${capped ? "+" : ""} ${t(`${resource.name}.noun`, { count: total ?? rows.length })}`}
          canBulk={props.canBulk && !trash}
        />
      )}
    </div>
  );
}

function bulkFilter(query: Record<string, string | string[] | undefined>): Record<string, string | string[]> {
  const filter: Record<string, string | string[]> = {};
  for (const [key, value] of Object.entries(query)) if (value !== undefined) filter[key] = value;
  return filter;
}

function shownColumns<Row>(columns: readonly Column<Row>[], chosen: string | undefined, wide: boolean): string[] {
  if (chosen === undefined) {
    return columns.filter((column) => !column.hidden && (wide || !column.wide)).map((column) => column.id);
  }
  const names = chosen.split(",");
  return columns.filter((column) => column.fixed || names.includes(column.id)).map((column) => column.id);
}

function ViewTabs<Row extends Stored, Fields, Patch extends object>(props: ResourceListProps<Row, Fields, Patch>) {
  const { views, search, path } = props;
  const { t } = useTranslation();
  return (
    <TabRow
      aria-label={t("lists.views")}
      className="max-[759px]:h-auto max-[759px]:gap-2 max-[759px]:border-b-0 max-[759px]:px-4 max-[759px]:pb-2.5"
    >
      {views.map((view) => (
        <Link
          key={view.id}
          to={path}
          search={view.search}
          activeOptions={{ exact: true }}
          aria-current={isView(view, search) ? "page" : undefined}
          className={cn(
            tabClass,
            "max-[759px]:h-9 max-[759px]:rounded-full max-[759px]:border max-[759px]:border-border-strong max-[759px]:px-[13px] max-[759px]:after:hidden max-[759px]:aria-[current]:border-foreground max-[759px]:aria-[current]:bg-foreground max-[759px]:aria-[current]:text-background max-[759px]:[&[aria-current]>span]:text-background",
          )}
        >
          {view.label}
          {view.counted && <ViewCount {...props} view={view} />}
        </Link>
      ))}
    </TabRow>
  );
}

function ViewCount<Row extends Stored, Fields, Patch extends object>({
  resource,
  filters,
  view,
}: ResourceListProps<Row, Fields, Patch> & { view: View }) {
  const zone = useTimeZone();
  const { data } = useQuery(resource.count(toFilter(view.search, filters, zone)));
  return (
    <span className="min-w-2 text-xs font-normal text-muted-foreground tabular-nums">
      {data && `${formatCount(data.total)}${data.capped ? "+" : ""}`}
    </span>
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

function Foot({ words, canBulk }: { words: string; canBulk: boolean }) {
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
