import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type ImportSummary, importsQuery, type SheetResource } from "@/api/imports";
import { useCan, useTimeZone } from "@/api/session";
import { Page } from "@/components/page";
import { Badge } from "@/components/ui/badge";
import { Skeleton } from "@/components/ui/skeleton";
import { Segmented } from "@/components/ui/tabs";
import { formatCount, formatDateTime } from "@/lib/format";
import { FileDrop, useSending } from "./file-drop";
import { ShowMore } from "./import-lines";
import { isDone, statusTones } from "./import-parts";

type PageProps = { resource: SheetResource; onResource: (resource: SheetResource) => void };

/** Where a file is chosen; what came in before stands below. */
export function ImportPage({ resource, onResource }: PageProps) {
  const { t } = useTranslation();
  const canProducts = useCan("write_products");
  const canInvite = useCan("write_users");
  const kinds: SheetResource[] = canProducts ? ["contacts", "products", "tickets"] : ["contacts", "tickets"];
  const kind = kinds.includes(resource) ? resource : "contacts";
  return (
    <Page title={t("importing.title")}>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="flex max-w-[760px] flex-col gap-5 px-[var(--shell-gutter)] py-6 max-[759px]:px-4 max-[759px]:pt-2">
          <div>
            <Segmented
              label={t("imports.kind")}
              value={kind}
              onChange={onResource}
              choices={kinds.map((value) => ({ value, label: t(`imports.kinds.${value}`) }))}
            />
          </div>
          <SheetDrop key={kind} resource={kind} />
          {canInvite && (
            <p className="text-muted-foreground">
              {t("imports.legacy.question")}{" "}
              <Link to="/import/legacy" className="font-medium text-foreground underline underline-offset-2">
                {t("imports.legacy.link")}
              </Link>
            </p>
          )}
          <EarlierImports />
        </div>
      </div>
    </Page>
  );
}

function SheetDrop({ resource }: { resource: SheetResource }) {
  const { t } = useTranslation();
  const sending = useSending(resource);
  return (
    <FileDrop
      {...sending}
      title={t(`imports.title_of.${resource}`)}
      drop={t("imports.drop")}
      choose={t("imports.choose")}
      label={t("imports.file")}
      limits={t("imports.limits")}
      accept=".csv,.tsv,.txt,.xlsx,.xlsm,.xlsb,.xls,.ods,.vcf,text/csv,text/tab-separated-values,text/plain,text/vcard"
    />
  );
}

function EarlierImports() {
  const { t } = useTranslation();
  const list = useInfiniteQuery(importsQuery);
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="flex flex-col gap-2 border-t pt-5">
      <h2 className="text-base font-semibold">{t("imports.earlier")}</h2>
      {list.isPending && <Skeleton className="my-3 w-72 max-w-full" />}
      {list.isSuccess && rows.length === 0 && <p className="text-muted-foreground">{t("imports.earlier_none")}</p>}
      <ul className="divide-y">
        {rows.map((row) => (
          <EarlierImport key={row.id} row={row} />
        ))}
      </ul>
      <ShowMore list={list} />
    </section>
  );
}

function EarlierImport({ row }: { row: ImportSummary }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const at = formatDateTime(row.created_at, zone);
  const counts = isDone(row) && row.counts ? row.counts : null;
  return (
    <li>
      <Link
        to="/import/$id"
        params={{ id: row.id }}
        className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 rounded-sm py-2 hover:bg-accent"
      >
        <span className="min-w-0 flex-1 basis-60">
          <span className="block truncate font-medium">{row.file_name}</span>
          <span className="block truncate text-xs text-muted-foreground">
            {t(`imports.kinds.${row.resource}`)} ·{" "}
            {row.created_by_name ? t("imports.by", { name: row.created_by_name, at }) : at}
          </span>
        </span>
        <span className="text-xs text-muted-foreground tabular-nums">
          {counts
            ? `${formatCount(counts.created)} ${t("imports.outcomes.created").toLowerCase()} · ${formatCount(counts.updated)} ${t("imports.outcomes.updated").toLowerCase()}`
            : t("imports.rows", { count: row.row_count, rows: formatCount(row.row_count) })}
        </span>
        <Badge tone={statusTones[row.status]}>{t(`imports.status.${row.status}`)}</Badge>
      </Link>
    </li>
  );
}
