import {
  columnVisibilityFeature,
  createColumnHelper,
  rowSelectionFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp, PanelRight } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/lib/classes";
import { useHotkeys } from "@/lib/hotkeys";
import { useMedia } from "@/lib/media";
import { usePreferences } from "@/lib/preferences";
import { Button } from "../ui/button";
import { Checkbox } from "../ui/checkbox";
import type { Column } from "./columns";
import { createKept } from "./kept";
import type { Selection } from "./use-selection";

const features = tableFeatures({ columnVisibilityFeature, rowSelectionFeature });

type TableProps<Row> = {
  rows: Row[];
  columns: readonly Column<Row>[];
  shownColumns: readonly string[];
  label: string;
  total: number | undefined;
  sort: string;
  onSort: (sort: string) => void;
  /** Null where rows cannot be chosen. */
  selection: Selection | null;
  rowLabel: (row: Row) => string;
  onOpen: (row: Row) => void;
  /** A row on a phone: two lines. */
  phoneRow: (row: Row) => ReactNode;
  phone: boolean;
  hasMore: boolean;
  onMore: () => void;
  scrollKey: string;
  /** The row that stands beside the list. */
  peeked?: string | undefined;
  /** Absent where nothing can be peeked at. */
  onPeek?: ((id: string | undefined) => void) | undefined;
};

const useKeptRow = createKept<string | null>();

function useRowHeight(phone: boolean): number {
  const { density } = usePreferences();
  const coarse = useMedia("(pointer: coarse)");
  if (phone) return 69;
  if (coarse) return 52;
  return density === "compact" ? 32 : 40;
}

/** A list of any length: rows are virtual, pages come as one scrolls, and every key has a visible control. */
export function DataTable<Row extends { id: string }>(props: TableProps<Row>) {
  const { rows, phone, selection, onOpen, hasMore, onMore, peeked, onPeek } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [walked, setCurrent] = useKeptRow(null);
  // What stands beside the list is where one is, however it came there.
  const current = peeked ?? walked;
  const height = useRowHeight(phone);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
    useFlushSync: false,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new height invalidates what was measured.
  useEffect(() => virtual.measure(), [height]);
  useEffect(() => {
    if (hasMore && last >= rows.length - 20) onMore();
  }, [hasMore, last, rows.length, onMore]);

  const move = (step: number) => {
    const from = rows.findIndex((row) => row.id === current);
    const to = Math.min(rows.length - 1, Math.max(0, from + step));
    const row = rows[to];
    if (!row) return;
    virtual.scrollToIndex(to);
    setCurrent(row.id);
    if (peeked) onPeek?.(row.id);
    requestAnimationFrame(() => rowLink(scroller.current, row.id)?.focus({ preventScroll: true }));
  };
  const act = (key: string) => {
    const bulk = document.querySelector<HTMLElement>(`[data-bulk-shortcut="${key}"]`);
    const row = current === null ? null : rowOf(scroller.current, current);
    // The last one has a column of its own, unless the window or a choice has folded it.
    const cell = [...(row?.querySelectorAll<HTMLElement>(`[data-shortcut="${key}"]`) ?? [])].at(-1);
    (bulk ?? cell)?.click();
  };
  useHotkeys({
    j: () => move(1),
    k: () => move(-1),
    x: () => current && selection?.toggle(current),
    Enter: (event) => {
      const row = rows.find((one) => one.id === current);
      if (row && !(event.target instanceof HTMLAnchorElement) && !(event.target instanceof HTMLButtonElement))
        onOpen(row);
      else if (event.target instanceof HTMLElement) event.target.click();
    },
    " ": onPeek && (() => onPeek(peeked ? undefined : (current ?? rows[0]?.id))),
    Escape: () => (peeked ? onPeek?.(undefined) : selection?.clear()),
    s: () => act("s"),
    p: () => act("p"),
    a: () => act("a"),
    d: () => act("d"),
  });

  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const body = { ...props, current, setCurrent, items, before, after };
  return (
    <div
      ref={scroller}
      data-scroll-restoration-id={props.scrollKey}
      className="min-h-0 flex-1 overflow-auto overscroll-contain"
    >
      {phone ? <PhoneRows {...body} /> : <TableRows {...body} />}
    </div>
  );
}

function rowOf(scroller: HTMLElement | null, id: string): HTMLElement | null {
  return scroller?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`) ?? null;
}

function rowLink(scroller: HTMLElement | null, id: string): HTMLElement | null {
  return rowOf(scroller, id)?.querySelector<HTMLElement>("a") ?? null;
}

type BodyProps<Row> = TableProps<Row> & {
  current: string | null;
  setCurrent: (id: string) => void;
  items: { index: number; key: React.Key }[];
  before: number;
  after: number;
};

function TableRows<Row extends { id: string }>(props: BodyProps<Row>) {
  const { rows, columns, shownColumns, selection, current, setCurrent, items, before, after, total, onPeek } = props;
  const { t } = useTranslation();
  const helper = useMemo(() => createColumnHelper<typeof features, Row>(), []);
  const definitions = useMemo(
    () =>
      helper.columns(
        columns.map((column) =>
          helper.display({ id: column.id, header: column.label, cell: ({ row }) => column.cell(row.original) }),
        ),
      ),
    [columns, helper],
  );
  const columnVisibility = useMemo(
    () => Object.fromEntries(columns.map((column) => [column.id, shownColumns.includes(column.id)])),
    [columns, shownColumns],
  );
  const rowSelection = selection?.ids ?? noSelection;
  // The table works out only what is near the window: a list may have thousands of rows.
  const near = useMemo(() => items.flatMap(({ index }) => rows[index] ?? []), [items, rows]);
  const table = useTable({
    features,
    columns: definitions,
    data: near,
    getRowId: (row) => row.id,
    state: { columnVisibility, rowSelection },
  });
  const models = table.getRowModel().rows;
  const visible = columns.filter((column) => shownColumns.includes(column.id));
  const span = visible.length + (selection ? 1 : 0);
  const fixedWidth = visible.reduce((sum, column) => sum + (column.width ?? 150), selection ? 46 : 0);
  return (
    <table
      className="w-full table-fixed border-separate border-spacing-0"
      style={{ minWidth: fixedWidth }}
      aria-label={props.label}
      aria-rowcount={total === undefined ? -1 : total + 1}
    >
      <colgroup>
        {selection && <col style={{ width: 46 }} />}
        {visible.map((column) => (
          <col key={column.id} style={column.width === undefined ? undefined : { width: column.width }} />
        ))}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          {selection && (
            <th className={cn(headCell, "pl-[var(--shell-gutter)]")} scope="col">
              <Checkbox
                checked={selection.everything || (selection.count > 0 && selection.count >= rows.length)}
                indeterminate={!selection.everything && selection.count > 0 && selection.count < rows.length}
                onCheckedChange={(on) => (on ? selection.choose(rows.map((row) => row.id)) : selection.clear())}
                aria-label={t("lists.select_loaded")}
              />
            </th>
          )}
          {visible.map((column) => (
            <HeadCell key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
          ))}
        </tr>
      </thead>
      <tbody>
        {before > 0 && <Spacer height={before} span={span} />}
        {items.map(({ index, key }, position) => {
          const row = models[position];
          if (!row) return null;
          const selected = selection?.has(row.original.id) ?? false;
          return (
            <tr
              key={key}
              data-row={row.id}
              aria-rowindex={index + 2}
              aria-selected={selection ? selected : undefined}
              data-current={current === row.id || undefined}
              onFocus={() => setCurrent(row.id)}
              onClick={(event) => {
                if (isControl(event.target)) return;
                setCurrent(row.id);
                // Else the page itself would have the focus, and its ring.
                event.currentTarget.querySelector("a")?.focus({ preventScroll: true });
                if (props.peeked) onPeek?.(row.id);
              }}
              onDoubleClick={(event) => {
                if (!isControl(event.target)) props.onOpen(row.original);
              }}
              className="group/row hover:[&>td]:bg-muted data-[current]:[&>td]:bg-accent data-[current]:[&>td:first-child]:shadow-[inset_2px_0_0_var(--primary)] aria-selected:[&>td]:bg-selection aria-selected:data-[current]:[&>td]:bg-selection"
            >
              {selection && (
                <td className={cn(bodyCell, "pl-[var(--shell-gutter)]")}>
                  <Checkbox
                    checked={selected}
                    onCheckedChange={() => selection.toggle(row.original.id)}
                    onClick={(event) => {
                      if (!event.shiftKey) return;
                      event.preventDefault();
                      selection.extend(
                        rows.map((one) => one.id),
                        row.original.id,
                      );
                    }}
                    aria-label={t("lists.select_row", { row: props.rowLabel(row.original) })}
                  />
                </td>
              )}
              {row.getVisibleCells().map((cell, position) => (
                <td
                  key={cell.id}
                  className={cn(
                    bodyCell,
                    visible[position]?.align === "right" && "text-right tabular-nums",
                    !selection && "first:pl-[var(--shell-gutter)]",
                    "last:relative",
                  )}
                >
                  <table.FlexRender cell={cell} />
                  {onPeek && position === visible.length - 1 && (
                    <PeekButton
                      label={props.rowLabel(row.original)}
                      isOpen={props.peeked === row.id}
                      onClick={() => onPeek(props.peeked === row.id ? undefined : row.id)}
                    />
                  )}
                </td>
              ))}
            </tr>
          );
        })}
        {after > 0 && <Spacer height={after} span={span} />}
      </tbody>
    </table>
  );
}

const noSelection: Record<string, true> = {};

const headCell =
  "sticky top-0 z-[1] h-8 border-b bg-background px-[var(--cell-padding)] text-left text-xs font-medium whitespace-nowrap [&>*]:align-middle text-muted-foreground last:pr-[var(--shell-gutter)]";
const bodyCell =
  "h-[var(--row-height)] truncate border-b px-[var(--cell-padding)] last:pr-[var(--shell-gutter)] [&>*]:align-middle";

function PeekButton({ label, isOpen, onClick }: { label: string; isOpen: boolean; onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <Button
      variant="outline"
      size="icon-small"
      tabIndex={-1}
      aria-label={t("peek.open", { row: label })}
      aria-expanded={isOpen}
      className="absolute top-1/2 right-2 -translate-y-1/2 opacity-0 group-hover/row:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
      onClick={onClick}
    >
      <PanelRight aria-hidden />
    </Button>
  );
}

function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest("a, button, input, [role='checkbox'], [role='menu']") !== null;
}

function Spacer({ height, span }: { height: number; span: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={span} style={{ height }} />
    </tr>
  );
}

type HeadProps<Row> = { column: Column<Row>; sort: string; onSort: (sort: string) => void };

function HeadCell<Row>({ column, sort, onSort }: HeadProps<Row>) {
  const descending = sort.startsWith("-");
  const sorted = column.sort !== undefined && sort.replace("-", "") === column.sort;
  const direction = sorted ? (descending ? "descending" : "ascending") : undefined;
  const Arrow = descending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={direction}
      className={cn(headCell, "first:pl-[var(--shell-gutter)]", column.align === "right" && "text-right")}
    >
      {column.sort === undefined ? (
        column.label
      ) : (
        <button
          type="button"
          className="inline-flex h-6 items-center gap-1 rounded-xs hover:text-foreground"
          onClick={() => onSort(sorted && !descending ? `-${column.sort}` : `${column.sort}`)}
        >
          {column.label}
          {sorted && <Arrow className="size-3" aria-hidden />}
        </button>
      )}
    </th>
  );
}

function PhoneRows<Row extends { id: string }>({
  rows,
  label,
  items,
  before,
  after,
  phoneRow,
  setCurrent,
}: BodyProps<Row>) {
  return (
    <ul aria-label={label} style={{ paddingTop: before, paddingBottom: after }}>
      {items.map(({ index, key }) => {
        const row = rows[index];
        return (
          row && (
            <li key={key} data-row={row.id} className="border-b" onFocus={() => setCurrent(row.id)}>
              {phoneRow(row)}
            </li>
          )
        );
      })}
    </ul>
  );
}
