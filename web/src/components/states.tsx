import { Check, Copy, RefreshCw, TriangleAlert } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { useTimeZone } from "@/api/session";
import { formatDateTime } from "@/lib/format";
import { explain } from "./explain";
import { Button } from "./ui/button";
import { StubDrawing } from "./ui/glyphs";

type EmptyProps = { title: string; text: string; actions?: ReactNode; note?: ReactNode };

/** What belongs here, and how to begin. */
export function EmptyState({ title, text, actions, note }: EmptyProps) {
  return (
    <div className="grid flex-1 place-items-center overflow-y-auto p-6">
      <div className="mb-12 flex w-full max-w-[420px] flex-col items-center gap-2 text-center">
        <StubDrawing />
        <h2 className="mt-4 text-xl font-semibold title-tracking">{title}</h2>
        <p className="mb-2.5 text-base text-balance text-muted-foreground">{text}</p>
        {actions && <div className="flex flex-wrap justify-center gap-2">{actions}</div>}
        {note && <p className="mt-3.5 text-xs text-balance text-muted-foreground">{note}</p>}
      </div>
    </div>
  );
}

/** In the place of a part that could not be read: the page around it stands. */
export function FailedPart({ children, onRetry }: { children: ReactNode; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <p role="alert" className="flex flex-wrap items-center gap-2 text-destructive-fg">
      {children}
      <Button size="small" onClick={onRetry}>
        {t("actions.try_again")}
      </Button>
    </p>
  );
}

/** What happened, what is safe, what to do, and a number to quote. */
export function ErrorState({ error, onRetry, title, action }: ErrorProps) {
  const { t } = useTranslation();
  const gone = error instanceof Problem && error.status === 404;
  const forbidden = error instanceof Problem && error.status === 403;
  const heading =
    title ?? (gone ? t("errors.gone_title") : forbidden ? t("errors.forbidden_title") : t("errors.title"));
  const safe = gone ? t("errors.gone_safe") : t("errors.safe");
  const hasReference = error instanceof Problem && error.reference !== "";
  const again = hasReference ? t("errors.do") : t("errors.do_again");
  const todo = gone ? t("errors.gone_do") : forbidden ? t("errors.forbidden_do") : again;
  return (
    <div className="grid flex-1 place-items-center overflow-y-auto p-6" role="alert">
      <div className="mb-6 flex w-full max-w-[520px] flex-col items-center gap-2 text-center">
        <span className="mb-2 grid size-10 place-items-center rounded-md bg-destructive-bg text-destructive-fg">
          <TriangleAlert className="size-5" strokeWidth={1.5} aria-hidden />
        </span>
        <h2 className="text-xl font-semibold title-tracking">{heading}</h2>
        <dl className="my-2 grid grid-cols-[minmax(84px,132px)_1fr] gap-y-2.5 text-left text-base">
          <dt className="text-muted-foreground">{t("errors.what_happened")}</dt>
          <dd>{explain(error, t)}</dd>
          <dt className="text-muted-foreground">{t("errors.what_is_safe")}</dt>
          <dd>{safe}</dd>
          <dt className="text-muted-foreground">{t("errors.what_to_do")}</dt>
          <dd>{todo}</dd>
        </dl>
        <div className="flex flex-wrap justify-center gap-2">
          {!(gone || forbidden) && (
            <Button variant="primary" onClick={onRetry}>
              <RefreshCw aria-hidden />
              {t("actions.try_again")}
            </Button>
          )}
          {action}
        </div>
        {hasReference && <Reference reference={error.reference} />}
      </div>
    </div>
  );
}

type ErrorProps = { error: unknown; onRetry: () => void; title?: string; action?: ReactNode };

function Reference({ reference }: { reference: string }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const [at] = useState(() => new Date().toISOString());
  const [copied, setCopied] = useState(false);
  return (
    <p className="mt-4 flex max-w-full items-center gap-1 text-xs text-muted-foreground">
      <span className="truncate tabular-nums">
        {t("errors.reference", { reference: reference.slice(0, 13), at: formatDateTime(at, zone) })}
      </span>
      <button
        type="button"
        className="grid size-6 place-items-center rounded-xs hover:bg-accent"
        aria-label={t("errors.copy_reference")}
        onClick={() => navigator.clipboard.writeText(reference).then(() => setCopied(true))}
      >
        {copied ? <Check className="size-3.5" aria-hidden /> : <Copy className="size-3.5" aria-hidden />}
      </button>
    </p>
  );
}
