import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import { monitorForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { autoScrollForElements } from "@atlaskit/pragmatic-drag-and-drop-auto-scroll/element";
import { announce } from "@atlaskit/pragmatic-drag-and-drop-live-region";
import { useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Resource, Stored } from "@/api/resource";
import type { Address } from "@/lib/address";
import { cn } from "@/lib/classes";
import { formatCount } from "@/lib/format";
import { cardOf, focusCard, neighbour } from "./board-focus";
import { BoardLane, type LaneProps, laneTarget } from "./board-lane";

export type Lane = {
  /** The value that its cards have; null for none. */
  value: string | null;
  label: string;
  icon?: ReactNode;
  count?: number | undefined;
  capped?: boolean;
};

export type BoardProps<Row extends Stored, Fields, Patch extends object> = {
  resource: Resource<Row, Fields, Patch>;
  /** The column whose values are the lanes. */
  column: string;
  lanes: readonly Lane[];
  /** Filter and order of the cards, the lanes' column left out. */
  query: Address;
  laneOf: (row: Row) => string | null;
  /** The row as it is in another lane, shown until the server has answered. */
  placed: (row: Row, lane: Lane) => Row;
  /** Null where nobody may move cards. */
  onMove: ((row: Row, lane: Lane) => Promise<void>) | null;
  card: (row: Row) => ReactNode;
  rowLabel: (row: Row) => string;
  onOpen: (row: Row) => void;
  peeked: string | undefined;
  onPeek: (id: string) => void;
  phone: boolean;
};

type Moved<Row> = Record<string, { row: Row; lane: string | null }>;
type Lifted<Row> = { row: Row; from: number; to: number; byKeys: boolean };

/** Cards in lanes, moved by mouse, by finger, or by keys alone. Each lane is a list of its own, read as one scrolls. */
export function Board<Row extends Stored, Fields, Patch extends object>(props: BoardProps<Row, Fields, Patch>) {
  const { resource, lanes, laneOf, placed, onMove, rowLabel, phone } = props;
  const { t } = useTranslation();
  const queries = useQueryClient();
  const scroller = useRef<HTMLElement>(null);
  const [lifted, setLifted] = useState<Lifted<Row> | null>(null);
  const [moved, setMoved] = useState<Moved<Row>>({});
  const [current, setCurrent] = useState<string | null>(null);
  const [shown, setShown] = useState(0);
  const toFocus = useRef<string | null>(null);
  const help = useId();
  const nameOf = (index: number) => lanes[index]?.label ?? "";
  const indexOf = (row: Row) => lanes.findIndex((lane) => lane.value === laneOf(row));

  const move = async (row: Row, to: number) => {
    const lane = lanes[to];
    if (!lane || !onMove || lane.value === laneOf(row)) return;
    setMoved((before) => ({ ...before, [row.id]: { row: placed(row, lane), lane: lane.value } }));
    announce(t("board.dropped", { card: rowLabel(row), lane: lane.label }));
    await onMove(row, lane);
    // The lanes are being read again, or were put back: from here on they tell the truth.
    await queries.refetchQueries({ queryKey: [resource.name, "list"], type: "active" }, { cancelRefetch: false });
    setMoved(({ [row.id]: _, ...others }) => others);
  };

  const lift = (row: Row, byKeys: boolean) => {
    const from = indexOf(row);
    if (!onMove || from < 0) return;
    setLifted({ row, from, to: from, byKeys });
    if (byKeys) announce(t("board.lifted", { card: rowLabel(row), lane: nameOf(from) }));
  };
  const carry = (to: number) => {
    if (!lifted || to < 0 || to >= lanes.length) return;
    setLifted({ ...lifted, to });
    const words = { card: rowLabel(lifted.row), lane: nameOf(to) };
    announce(to === lifted.from ? t("board.staying", words) : t("board.moving", words));
    scroller.current?.querySelector(`[data-lane="${to}"]`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const drop = () => {
    if (!lifted) return;
    setLifted(null);
    toFocus.current = lifted.row.id;
    if (lifted.to === lifted.from) stay();
    else void move(lifted.row, lifted.to);
  };
  const stay = () => {
    if (!lifted) return;
    setLifted(null);
    announce(t("board.cancelled", { card: rowLabel(lifted.row), lane: nameOf(lifted.from) }));
  };

  // A card that was moved by keys is another element in its new lane: the focus goes with it.
  useEffect(() => {
    const id = toFocus.current;
    if (id === null || !focusCard(scroller.current, id)) return;
    toFocus.current = null;
  });

  const latest = useRef({ lifted, move });
  latest.current = { lifted, move };
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    return combine(
      monitorForElements({
        canMonitor: ({ source }) => source.data.board === element.id,
        onDropTargetChange: ({ location }) => {
          const over = laneTarget(location.current.dropTargets);
          setLifted((now) => now && { ...now, to: over ?? now.from });
        },
        onDrop: ({ location }) => {
          const to = laneTarget(location.current.dropTargets);
          const row = latest.current.lifted?.row;
          setLifted(null);
          if (row && to !== undefined) void latest.current.move(row, to);
        },
      }),
      autoScrollForElements({ element, canScroll: ({ source }) => source.data.board === element.id }),
    );
  }, []);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const card = cardOf(event.target);
    if (!card || event.metaKey || event.ctrlKey || event.altKey) return;
    const act = keyAct(event.key, card);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  const keyAct = (key: string, card: HTMLElement): (() => void) | undefined => {
    if (lifted?.byKeys) {
      if (key === "ArrowRight" || key === "l") return () => carry(lifted.to + 1);
      if (key === "ArrowLeft" || key === "h") return () => carry(lifted.to - 1);
      if (key === " " || key === "Enter") return drop;
      if (key === "Escape") return stay;
      return undefined;
    }
    const id = card.dataset.row ?? "";
    const go = (step: [number, number]) => () => {
      const next = neighbour(scroller.current, id, step);
      if (next) setCurrent(next);
    };
    if (key === "ArrowDown" || key === "j") return go([0, 1]);
    if (key === "ArrowUp" || key === "k") return go([0, -1]);
    if (key === "ArrowRight") return go([1, 0]);
    if (key === "ArrowLeft") return go([-1, 0]);
    if (key === "m") return () => card.querySelector<HTMLElement>("[data-move]")?.click();
    return undefined;
  };

  const lane = (one: Lane, index: number): LaneProps<Row, Fields, Patch> => ({
    ...props,
    boardId: `${help}-board`,
    help,
    lane: one,
    index,
    moved,
    isTarget: lifted !== null && lifted.to === index && lifted.from !== index,
    liftedId: lifted?.row.id,
    current,
    onCurrent: setCurrent,
    onLift: lift,
    onLeft: () => lifted?.byKeys && stay(),
    onMoveTo: (row, to) => {
      toFocus.current = row.id;
      void move(row, to);
    },
  });

  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col bg-muted dark:bg-sidebar">
      {phone && (
        <nav
          aria-label={t("board.region")}
          className="flex shrink-0 gap-2 overflow-x-auto px-4 py-2.5 [scrollbar-width:none]"
        >
          {lanes.map((one, index) => (
            <button
              key={one.value ?? ""}
              type="button"
              aria-current={index === shown || undefined}
              className="inline-flex h-9 shrink-0 items-center gap-1.5 rounded-full border border-border-strong bg-card px-3 font-medium aria-[current]:border-foreground aria-[current]:bg-foreground aria-[current]:text-background"
              onClick={() =>
                scroller.current?.querySelector(`[data-lane="${index}"]`)?.scrollIntoView({ inline: "start" })
              }
            >
              {one.label}
              <span className="text-xs font-normal tabular-nums">{countText(one)}</span>
            </button>
          ))}
        </nav>
      )}
      <section
        ref={scroller}
        id={`${help}-board`}
        aria-label={t("board.region")}
        onKeyDown={onKeyDown}
        onScroll={(event) => {
          const { scrollLeft, clientWidth } = event.currentTarget;
          if (phone && clientWidth > 0) setShown(Math.round(scrollLeft / clientWidth));
        }}
        data-scroll-restoration-id={`board-${resource.name}`}
        data-swipe
        className={cn(
          "relative flex min-h-0 flex-1 overflow-x-auto overscroll-x-contain",
          phone ? "snap-x snap-mandatory" : "gap-3 px-[var(--shell-gutter)] pt-2.5",
        )}
      >
        {lanes.map((one, index) => (
          <BoardLane key={one.value ?? ""} {...lane(one, index)} />
        ))}
      </section>
      <p id={help} className="sr-only">
        {t("board.instructions")}
      </p>
      {lifted && (
        <Narration
          words={t(lifted.to === lifted.from ? "board.staying" : "board.moving", {
            card: rowLabel(lifted.row),
            lane: nameOf(lifted.to),
          })}
        />
      )}
    </div>
  );
}

export function countText({ count, capped = false }: Lane): string {
  return count === undefined ? "" : formatCount(count) + (capped ? "+" : "");
}

/** Says what the card in the hand would do. For the eye: the live region says it too. */
function Narration({ words }: { words: string }) {
  const { t } = useTranslation();
  return (
    <div
      aria-hidden
      className="pointer-events-none fixed bottom-5 left-1/2 z-[var(--z-toast)] flex min-h-10 max-w-[calc(100vw-2rem)] -translate-x-1/2 items-center gap-4 rounded-md bg-toast px-3.5 py-2 text-toast-foreground shadow-pop max-[759px]:bottom-[84px]"
    >
      {words}
      <span className="font-semibold whitespace-nowrap text-toast-action">{t("board.esc")}</span>
    </div>
  );
}
