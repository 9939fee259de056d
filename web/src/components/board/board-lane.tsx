import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import { draggable, dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { autoScrollForElements } from "@atlaskit/pragmatic-drag-and-drop-auto-scroll/element";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Ellipsis } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Stored } from "@/api/resource";
import { cn } from "@/lib/classes";
import { FailedPart } from "../states";
import { Button } from "../ui/button";
import { Menu, MenuContent, MenuGroup, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "../ui/menu";
import { Skeleton } from "../ui/skeleton";
import { type BoardProps, countText, type Lane } from "./board";

export type LaneProps<Row extends Stored, Fields, Patch extends object> = BoardProps<Row, Fields, Patch> & {
  boardId: string;
  /** The id of the text that says which keys there are. */
  help: string;
  lane: Lane;
  index: number;
  moved: Record<string, { row: Row; lane: string | null }>;
  isTarget: boolean;
  liftedId: string | undefined;
  current: string | null;
  onCurrent: (id: string) => void;
  onLift: (row: Row, byKeys: boolean) => void;
  /** The focus went elsewhere. */
  onLeft: () => void;
  onMoveTo: (row: Row, lane: number) => void;
};

/** Which lane is under the card in the hand. */
export function laneTarget(targets: readonly { data: Record<string | symbol, unknown> }[]): number | undefined {
  const lane = targets.find(({ data }) => typeof data.lane === "number")?.data.lane;
  return typeof lane === "number" ? lane : undefined;
}

/** Room above the end at which the next page is asked for. */
const ahead = "600px";

export function BoardLane<Row extends Stored, Fields, Patch extends object>(props: LaneProps<Row, Fields, Patch>) {
  const { resource, query, column, lane, index, laneOf, moved, isTarget, boardId, phone } = props;
  const { t } = useTranslation();
  const element = useRef<HTMLElement>(null);
  const scroller = useRef<HTMLUListElement>(null);
  const list = useInfiniteQuery(resource.list({ ...query, [column]: [lane.value ?? "null"] }));
  const read = list.data?.pages.flatMap((page) => page.items) ?? [];
  const rows = [
    ...Object.values(moved)
      .filter((move) => move.lane === lane.value && !read.some((row) => row.id === move.row.id))
      .map((move) => move.row),
    ...read.filter((row) => (moved[row.id] ?? { lane: laneOf(row) }).lane === lane.value),
  ];

  useEffect(() => {
    const [target, cards] = [element.current, scroller.current];
    if (!target || !cards) return;
    const isOurs = ({ source }: { source: { data: Record<string, unknown> } }) => source.data.board === boardId;
    return combine(
      dropTargetForElements({ element: target, getData: () => ({ lane: index }), canDrop: isOurs }),
      autoScrollForElements({ element: cards, canScroll: isOurs }),
    );
  }, [boardId, index]);

  return (
    <section
      ref={element}
      data-lane={index}
      aria-label={t("board.lane", { lane: lane.label, count: countText(lane) })}
      className={cn(
        "flex min-h-0 flex-col",
        phone ? "w-full shrink-0 snap-start px-4" : "w-[calc((100%-48px)/5)] min-w-[220px] max-w-[320px] shrink-0",
      )}
    >
      <h2 className={cn("flex h-8 shrink-0 items-center gap-2 px-1 font-semibold [&_svg]:size-4", phone && "sr-only")}>
        {lane.icon}
        <span className="min-w-0 truncate">{lane.label}</span>
        <span className="text-xs font-normal text-muted-foreground tabular-nums">{countText(lane)}</span>
      </h2>
      <ul
        ref={scroller}
        data-scroll-restoration-id={`lane-${resource.name}-${column}-${lane.value}`}
        className={cn(
          "relative -mx-1 flex min-h-0 flex-1 flex-col gap-2 overflow-y-auto overscroll-y-contain rounded-lg border border-transparent px-1 pt-1 pb-24",
          isTarget && "border-dashed border-primary bg-selection",
        )}
      >
        {isTarget && (
          <li className="grid h-11 shrink-0 place-items-center rounded-lg border border-dashed border-primary text-xs text-muted-foreground">
            {t("board.drop")}
          </li>
        )}
        {rows.map((row, place) => (
          <BoardCard
            key={row.id}
            {...props}
            row={row}
            isEntry={props.current === row.id || (props.current === null && place === 0)}
          />
        ))}
        {list.isPending && <CardSkeletons />}
        {list.isError && (
          <li className="p-2">
            <FailedPart onRetry={() => void list.refetch()}>{t("board.failed")}</FailedPart>
          </li>
        )}
        {list.isSuccess && rows.length === 0 && !isTarget && (
          <li className="px-1 py-2 text-xs text-muted-foreground">{t("board.empty")}</li>
        )}
        {list.hasNextPage && (
          <More
            root={scroller}
            onMore={() => {
              if (!list.isFetchingNextPage && !list.isError) void list.fetchNextPage();
            }}
          />
        )}
      </ul>
    </section>
  );
}

/** Asks for what follows when it comes near the window. */
function More({ root, onMore }: { root: React.RefObject<HTMLElement | null>; onMore: () => void }) {
  const { t } = useTranslation();
  const element = useRef<HTMLLIElement>(null);
  const latest = useRef(onMore);
  latest.current = onMore;
  useEffect(() => {
    if (!element.current) return;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && latest.current(), {
      root: root.current,
      rootMargin: ahead,
    });
    watch.observe(element.current);
    return () => watch.disconnect();
  });
  return (
    <li ref={element} className="py-2 text-center text-xs text-muted-foreground">
      {t("board.more")}
    </li>
  );
}

function CardSkeletons() {
  const { t } = useTranslation();
  return ["w-40", "w-32", "w-44"].map((width, index) => (
    <li
      key={width}
      {...(index === 0 && { role: "status", "aria-label": t("lists.loading") })}
      className="flex shrink-0 flex-col gap-2.5 rounded-lg border bg-card p-3"
    >
      <Skeleton className="w-24" />
      <Skeleton className={cn("max-w-full", width)} />
      <Skeleton className="w-16" />
    </li>
  ));
}

type CardProps<Row extends Stored, Fields, Patch extends object> = LaneProps<Row, Fields, Patch> & {
  row: Row;
  /** Where Tab comes in. */
  isEntry: boolean;
};

function BoardCard<Row extends Stored, Fields, Patch extends object>(props: CardProps<Row, Fields, Patch>) {
  const { row, isEntry, onMove, onLift, onLeft, boardId, liftedId, peeked, help } = props;
  const { t } = useTranslation();
  const element = useRef<HTMLDivElement>(null);
  const mayMove = onMove !== null;
  const isLifted = liftedId === row.id;
  const label = props.rowLabel(row);
  const latest = useRef({ row, onLift });
  latest.current = { row, onLift };
  useEffect(() => {
    if (!element.current || !mayMove) return;
    return draggable({
      element: element.current,
      getInitialData: () => ({ board: boardId }),
      onDragStart: () => latest.current.onLift(latest.current.row, false),
    });
  }, [mayMove, boardId]);
  return (
    <li className="shrink-0 [contain-intrinsic-size:auto_96px] [content-visibility:auto]">
      {/* biome-ignore lint/a11y/useSemanticElements: a card holds a button of its own, so it cannot be one. */}
      <div
        ref={element}
        role="group"
        tabIndex={isEntry ? 0 : -1}
        data-card
        data-row={row.id}
        aria-roledescription={t("board.card")}
        aria-label={label}
        aria-describedby={help}
        data-current={peeked === row.id || undefined}
        onFocus={() => props.onCurrent(row.id)}
        onBlur={(event) => isLifted && event.target === event.currentTarget && onLeft()}
        onClick={(event) => !isControl(event.target) && props.onPeek(row.id)}
        onDoubleClick={(event) => !isControl(event.target) && props.onOpen(row)}
        onKeyDown={(event) => {
          if (event.target !== event.currentTarget || liftedId !== undefined) return;
          if (event.key !== " " && event.key !== "Enter") return;
          event.preventDefault();
          event.stopPropagation();
          if (event.key === "Enter") props.onOpen(row);
          else onLift(row, true);
        }}
        className={cn(
          "group/card relative cursor-default rounded-lg border bg-card p-3 shadow-xs hover:border-border-strong data-[current]:border-primary data-[current]:shadow-[inset_2px_0_0_var(--primary)]",
          mayMove && "active:cursor-grabbing",
          isLifted && "border-dashed border-border-strong bg-transparent shadow-none",
        )}
      >
        {props.card(row)}
        <CardMenu {...props} label={label} />
      </div>
    </li>
  );
}

function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest("a, button, input, [role='menu']") !== null;
}

/** What a drag does, for whoever does not drag. */
function CardMenu<Row extends Stored, Fields, Patch extends object>(
  props: CardProps<Row, Fields, Patch> & { label: string },
): ReactNode {
  const { row, lanes, laneOf, onMove, onMoveTo, onPeek, label } = props;
  const { t } = useTranslation();
  return (
    <Menu>
      <MenuTrigger
        render={
          <Button
            variant="ghost"
            size="icon-small"
            tabIndex={-1}
            data-move
            className="absolute top-1.5 right-1.5 bg-card opacity-0 group-focus-within/card:opacity-100 group-hover/card:opacity-100 data-[popup-open]:opacity-100 pointer-coarse:opacity-100"
            aria-label={t("board.move", { card: label })}
          />
        }
      >
        <Ellipsis aria-hidden />
      </MenuTrigger>
      <MenuContent align="end">
        <MenuItem onClick={() => onPeek(row.id)}>{t("board.peek")}</MenuItem>
        {onMove && (
          <>
            <MenuSeparator />
            <MenuGroup>
              <MenuLabel>{t("board.move_to")}</MenuLabel>
              {lanes.map(
                (lane, index) =>
                  lane.value !== laneOf(row) && (
                    <MenuItem key={lane.value ?? ""} onClick={() => onMoveTo(row, index)}>
                      {lane.icon}
                      {lane.label}
                    </MenuItem>
                  ),
              )}
            </MenuGroup>
          </>
        )}
      </MenuContent>
    </Menu>
  );
}
