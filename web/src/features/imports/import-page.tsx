import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { FileUp } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ImportResource, type ImportSummary, importsQuery, sendImport } from "@/api/imports";
import { useCan, useTimeZone } from "@/api/session";
import { explain } from "@/components/explain";
import { Page } from "@/components/page";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { Segmented } from "@/components/ui/tabs";
import { cn } from "@/lib/classes";
import { formatCount, formatDateTime } from "@/lib/format";
import { isDone, Notice, statusTones } from "./import-parts";

const fileSizeMax = 25 * 2 ** 20;

type PageProps = { resource: ImportResource; onResource: (resource: ImportResource) => void };

/** Where a file is chosen; what came in before stands below. */
export function ImportPage({ resource, onResource }: PageProps) {
  const { t } = useTranslation();
  const canProducts = useCan("write_products");
  const kinds: ImportResource[] = canProducts ? ["contacts", "products", "tickets"] : ["contacts", "tickets"];
  const kind = kinds.includes(resource) ? resource : "contacts";
  return (
    <Page title={t("imports.title")}>
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
          <FileDrop key={kind} resource={kind} />
          <EarlierImports />
        </div>
      </div>
    </Page>
  );
}

function FileDrop({ resource }: { resource: ImportResource }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<{ name: string; reason: string } | null>(null);

  async function send(file: File | undefined) {
    if (!file || sending) return;
    setRefusal(null);
    if (file.size > fileSizeMax) {
      setRefusal({ name: file.name, reason: t("imports.too_large") });
      return;
    }
    setSending(true);
    try {
      const { id } = await sendImport(queries, resource, file);
      await navigate({ to: "/import/$id", params: { id } });
    } catch (error) {
      setRefusal({ name: file.name, reason: explain(error, t) });
    }
    setSending(false);
  }

  const drop = {
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      void send(event.dataTransfer.files[0]);
    },
  };

  return (
    <>
      <section
        aria-label={t(`imports.title_of.${resource}`)}
        className={cn(
          "flex flex-col items-center gap-2 rounded-lg border border-dashed border-border-strong px-6 py-10 text-center",
          isOver && "border-primary bg-accent",
        )}
        {...drop}
      >
        <FileUp className="size-7 text-muted-foreground" strokeWidth={1.5} aria-hidden />
        <h2 className="text-lg font-semibold tracking-[-0.01em]">{t(`imports.title_of.${resource}`)}</h2>
        <p className="text-muted-foreground pointer-coarse:hidden">
          {t("imports.drop")} {t("imports.or")}
        </p>
        <Button
          variant="primary"
          size="large"
          busy={sending && t("imports.sending")}
          onClick={() => input.current?.click()}
        >
          {t("imports.choose")}
        </Button>
        <input
          ref={input}
          type="file"
          accept=".csv,.tsv,.txt,.xlsx,.xlsm,.xlsb,.xls,.ods,.vcf,text/csv,text/tab-separated-values,text/plain,text/vcard"
          aria-label={t("imports.file")}
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => {
            void send(event.target.files?.[0]);
            // The same file, mended, may be chosen again.
            event.target.value = "";
          }}
        />
        <p className="mt-2 max-w-[52ch] text-xs text-balance text-muted-foreground">{t("imports.limits")}</p>
      </section>
      {refusal && (
        <Notice tone="destructive" title={t("imports.not_sent", { name: refusal.name })}>
          {refusal.reason}
        </Notice>
      )}
    </>
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
      {list.isError && rows.length === 0 && (
        <Notice tone="destructive" title={t("imports.list_failed")}>
          {explain(list.error, t)}{" "}
          <Button variant="link" onClick={() => void list.refetch()}>
            {t("actions.try_again")}
          </Button>
        </Notice>
      )}
      {list.isSuccess && rows.length === 0 && <p className="text-muted-foreground">{t("imports.earlier_none")}</p>}
      <ul className="divide-y">
        {rows.map((row) => (
          <EarlierImport key={row.id} row={row} />
        ))}
      </ul>
      {list.hasNextPage && (
        <div>
          <Button onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage}>
            {t("imports.show_more")}
          </Button>
        </div>
      )}
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
