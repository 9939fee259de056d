import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState, ErrorState } from "@/components/states";
import { Skeleton } from "@/components/ui/skeleton";

type TabFrameProps<Data> = {
  query: UseQueryResult<Data>;
  /** What is said above the list, and the button beside it. */
  text: string;
  action?: ReactNode;
  isEmpty: (data: Data) => boolean;
  empty: { title: string; text: string };
  children: (data: Data) => ReactNode;
};

/** One list of a reseller in a column, with its faces. */
export function TabFrame<Data>({ query, text, action, isEmpty, empty, children }: TabFrameProps<Data>) {
  const { t } = useTranslation();
  if (query.isError && query.data === undefined) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (query.data !== undefined && isEmpty(query.data)) return <EmptyState {...empty} actions={action} />;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="flex max-w-[760px] flex-col gap-4 px-[var(--shell-gutter)] py-5 max-[759px]:px-4">
        <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
          <p className="min-w-0 flex-1 basis-64 text-muted-foreground">{text}</p>
          {action}
        </div>
        {query.data === undefined ? (
          <div role="status" aria-label={t("lists.loading")} className="flex flex-col gap-6 pt-3">
            <Skeleton className="w-80 max-w-full" />
            <Skeleton className="w-64" />
            <Skeleton className="w-72" />
          </div>
        ) : (
          children(query.data)
        )}
      </div>
    </div>
  );
}

/** A row of such a list: what it is and what is said of it, and at the right what it is worth or what is done with it. */
export function TabRowItem({ title, text, end }: { title: ReactNode; text: ReactNode; end?: ReactNode }) {
  return (
    <li className="flex min-h-14 items-center gap-3 border-b py-2.5" data-row>
      <div className="min-w-0 flex-1">
        <p className="font-medium [overflow-wrap:anywhere]">{title}</p>
        <p className="flex flex-wrap gap-x-2 text-xs text-muted-foreground">{text}</p>
      </div>
      {end}
    </li>
  );
}
