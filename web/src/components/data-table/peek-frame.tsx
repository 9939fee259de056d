import { Dialog as Base } from "@base-ui/react/dialog";
import { type ReactNode, Suspense, useRef } from "react";
import { useTranslation } from "react-i18next";
import { first } from "@/lib/address";
import { useMedia } from "@/lib/media";
import { Dialog, SheetContent } from "../ui/dialog";
import { Skeleton } from "../ui/skeleton";
import type { ListSearch } from "./list-search";

/** Which row stands beside the list; the address knows. */
export type PeekPlace = { id: string | undefined; set: (id: string | undefined) => void };

/** What the panel can do besides showing its row. */
export type Peek = {
  /** Absent at the ends of the list. */
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
  onClose: () => void;
  /** Over the page, where there is no room beside it: then it has a close button already. */
  isSheet: boolean;
};

export function usePeek(search: ListSearch, onSearch: (search: ListSearch) => void, enabled: boolean): PeekPlace {
  return {
    id: enabled ? first(search.peek) : undefined,
    set: (id) => onSearch({ ...search, peek: id }),
  };
}

type FrameProps = {
  peek: PeekPlace;
  render: ((id: string, peek: Peek) => ReactNode) | undefined;
  /** The rows in their order; without it, as they stand on the page. */
  ids: readonly string[] | undefined;
  children: ReactNode;
};

/** A list with the panel that peeks at one of its rows: beside it, or over it on a smaller window. */
export function PeekFrame({ peek, render, ids, children }: FrameProps) {
  const { t } = useTranslation();
  const isBeside = useMedia("(min-width: 1100px)");
  const list = useRef<HTMLDivElement>(null);
  const step = (by: 1 | -1) => () => {
    const order = ids ?? [...(list.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])].map(rowId);
    const next = order[order.indexOf(peek.id ?? "") + by];
    if (next) peek.set(next);
  };
  const at = ids?.indexOf(peek.id ?? "") ?? 0;
  const controls: Peek = {
    onPrevious: ids && at <= 0 ? undefined : step(-1),
    onNext: ids && at >= ids.length - 1 ? undefined : step(1),
    onClose: () => peek.set(undefined),
    isSheet: !isBeside,
  };
  const content = peek.id !== undefined && render && (
    <Suspense fallback={<PeekSkeleton />}>{render(peek.id, controls)}</Suspense>
  );
  return (
    <div className="flex min-h-0 min-w-0 flex-1">
      <div ref={list} className="relative flex min-h-0 min-w-0 flex-1 flex-col">
        {children}
      </div>
      {content && isBeside && (
        <aside
          aria-label={t("peek.title")}
          className="flex min-h-0 w-[var(--shell-peek)] shrink-0 flex-col border-l bg-background"
        >
          {content}
        </aside>
      )}
      {content && !isBeside && (
        <Dialog open onOpenChange={(open) => !open && controls.onClose()}>
          <SheetContent>
            <Base.Title className="sr-only">{t("peek.title")}</Base.Title>
            {content}
          </SheetContent>
        </Dialog>
      )}
    </div>
  );
}

function rowId(element: HTMLElement): string {
  return element.dataset.row ?? "";
}

function PeekSkeleton() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("lists.loading")} className="flex flex-col gap-4 p-5">
      <Skeleton className="w-16" />
      <Skeleton className="h-5 w-64 max-w-full" />
      <Skeleton className="w-40" />
      <Skeleton className="w-52" />
    </div>
  );
}
