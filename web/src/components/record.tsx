import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { cn } from "@/lib/classes";
import { Page } from "./page";
import { ErrorState } from "./states";
import { buttonVariants } from "./ui/button";
import { Skeleton } from "./ui/skeleton";

type RecordProps = {
  fields: ReactNode;
  children?: ReactNode;
  timeline?: ReactNode;
  rail?: ReactNode;
  /** The fields say what it is, and on a phone come before the text of it. */
  fieldsFirst?: boolean;
};

/**
 * A record: fields at the left, what happened in the middle, what belongs to it at the right. On a phone one column, in
 * the order in which one asks: what it is, its fields, what belongs to it, what happened.
 */
export function RecordLayout({ fields, children, timeline, rail, fieldsFirst = false }: RecordProps) {
  const { t } = useTranslation();
  return (
    <div className="flex min-h-0 flex-1 max-[759px]:flex-col max-[759px]:overflow-y-auto">
      <section className="flex w-[var(--shell-fields)] shrink-0 flex-col gap-2 overflow-y-auto border-r py-4 pr-4 pl-[var(--shell-gutter)] max-[759px]:order-2 max-[759px]:w-full max-[759px]:overflow-visible max-[759px]:border-r-0 max-[759px]:px-4 max-[759px]:pt-2">
        {fields}
      </section>
      <div className="flex min-w-0 flex-1 flex-col overflow-y-auto max-[759px]:contents min-[1100px]:flex-row min-[1100px]:overflow-hidden">
        <div className="min-w-0 flex-1 px-7 py-[18px] max-[1099px]:flex-none max-[759px]:contents min-[1100px]:overflow-y-auto">
          {children && (
            <div
              className={cn(
                "mb-5 max-[759px]:px-4",
                fieldsFirst ? "max-[759px]:order-2" : "max-[759px]:order-1 max-[759px]:mb-1",
              )}
            >
              {children}
            </div>
          )}
          {timeline && <div className="max-[759px]:order-4 max-[759px]:px-4 max-[759px]:py-4">{timeline}</div>}
        </div>
        {rail && (
          <aside
            aria-label={t("actions.related")}
            className="flex w-[var(--shell-rail)] shrink-0 flex-col gap-2.5 overflow-y-auto border-l bg-muted p-3.5 max-[1099px]:w-full max-[1099px]:overflow-visible max-[1099px]:border-t max-[1099px]:border-l-0 max-[759px]:order-3 max-[759px]:border-b dark:bg-sidebar"
          >
            {rail}
          </aside>
        )}
      </div>
    </div>
  );
}

type LoadProps<Row> = {
  query: UseQueryResult<Row>;
  parent: { label: string; link: { to: string } };
  children: (row: Row) => ReactNode;
};

/** The faces of a record before it is there. */
export function RecordFaces<Row>({ query, parent, children }: LoadProps<Row>) {
  const { t } = useTranslation();
  if (query.data !== undefined) return children(query.data);
  const gone = query.error instanceof Problem && query.error.status === 404;
  const title = gone ? t("errors.gone_title") : t("errors.title");
  return (
    <Page title={query.isError ? title : "…"} parent={parent}>
      {query.isError ? (
        <ErrorState
          error={query.error}
          onRetry={() => void query.refetch()}
          action={
            <Link to={parent.link.to} className={buttonVariants()}>
              {parent.label}
            </Link>
          }
        />
      ) : (
        <RecordSkeleton />
      )}
    </Page>
  );
}

function RecordSkeleton() {
  const { t } = useTranslation();
  const lines = ["w-40", "w-32", "w-36", "w-28", "w-40", "w-24"];
  return (
    <div role="status" aria-label={t("lists.loading")} className="flex flex-1">
      <RecordLayout
        fields={lines.map((width, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike and never move.
          <span key={index} className="flex h-[30px] items-center">
            <Skeleton className={cn("max-w-full", width)} />
          </span>
        ))}
      >
        <Skeleton className="h-5 w-80 max-w-full" />
        <Skeleton className="mt-5 w-full max-w-[64ch]" />
        <Skeleton className="mt-3 w-72 max-w-full" />
      </RecordLayout>
    </div>
  );
}
