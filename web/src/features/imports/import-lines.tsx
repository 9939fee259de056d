import { type InfiniteData, type UseInfiniteQueryResult, useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Import, type ImportLine, importLinesQuery, type Outcome } from "@/api/imports";
import { explain } from "@/components/explain";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { Notice } from "./import-parts";

type LinesProps = {
  row: Import;
  outcome: Outcome;
  /** Of one list of the old application; of all without it. */
  table?: string | null;
  children: (lines: readonly ImportLine[]) => ReactNode;
};

/** The rows with one outcome, a page at a time. */
export function ImportLines({ row, outcome, table = null, children }: LinesProps) {
  const list = useInfiniteQuery(importLinesQuery(row, outcome, table));
  if (list.isPending) return <Skeleton className="my-4 w-72 max-w-full" />;
  return (
    <div className="flex flex-col gap-3">
      {list.data && children(list.data.pages.flatMap((page) => page.items))}
      <ShowMore list={list} />
    </div>
  );
}

/** The next page of a list, or why it did not come. */
export function ShowMore({ list }: { list: UseInfiniteQueryResult<InfiniteData<unknown>> }) {
  const { t } = useTranslation();
  if (!list.hasNextPage && !list.isError) return null;
  const isFailed = list.isError && !list.isFetchNextPageError;
  return (
    <>
      {list.isError && <Notice tone="destructive">{explain(list.error, t)}</Notice>}
      <div>
        <Button
          onClick={() => void (isFailed ? list.refetch() : list.fetchNextPage())}
          busy={(isFailed ? list.isFetching : list.isFetchingNextPage) && t("lists.loading")}
        >
          {list.isError ? t("actions.try_again") : t("imports.show_more")}
        </Button>
      </div>
    </>
  );
}
