import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { FileUp } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ImportResource, previewImport, sendImport } from "@/api/imports";
import { explain } from "@/components/explain";
import { Button } from "@/components/ui/button";
import { useLatest } from "@/components/use-latest";
import { cn } from "@/lib/classes";
import { zipOf } from "@/lib/zip";
import { Notice } from "./import-parts";

const fileSizeMax = 25 * 2 ** 20;

/** Sends files and goes on to what comes of them; data of the old application is looked at without a question between. */
export function useSending(resource: ImportResource) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const router = useRouter();
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<{ name: string; reason: string } | null>(null);

  async function send(files: readonly File[]) {
    const [first] = files;
    if (!first || sending) return;
    const name = files.length === 1 ? first.name : t("imports.files", { count: files.length });
    const refuse = (reason: string) => setRefusal({ name, reason });
    if (files.length > 1 && resource !== "legacy") return refuse(t("imports.one_at_a_time"));
    if (files.reduce((sum, file) => sum + file.size, 0) > fileSizeMax) return refuse(t("imports.too_large"));
    setRefusal(null);
    setSending(true);
    const here = router.state.location.pathname;
    try {
      const file = files.length === 1 ? first : await zipOf(`${name}.zip`, files);
      const { id } = await sendImport(queries, resource, file);
      if (resource === "legacy") await previewImport(queries, id, [], null);
      // Whoever has gone on meanwhile finds it among the earlier imports.
      if (router.state.location.pathname === here) await router.navigate({ to: "/import/$id", params: { id } });
    } catch (error) {
      refuse(explain(error, t));
    }
    setSending(false);
  }

  return { send, sending, refusal };
}

type DropProps = ReturnType<typeof useSending> & {
  title: string;
  drop: string;
  choose: string;
  label: string;
  limits: string;
  accept: string;
  multiple?: boolean;
};

/** Takes what is dropped anywhere: a file that missed its box would take the place of the whole page. */
function useDroppedFiles(take: (files: readonly File[]) => void): boolean {
  const [isOver, setOver] = useState(false);
  const latest = useLatest(take);
  useEffect(() => {
    const ending = new AbortController();
    const listen = (type: "dragover" | "dragleave" | "drop", then: (event: DragEvent) => void) =>
      window.addEventListener(type, then, { signal: ending.signal });
    listen("dragover", (event) => {
      event.preventDefault();
      setOver(true);
    });
    listen("dragleave", (event) => event.relatedTarget === null && setOver(false));
    listen("drop", (event) => {
      event.preventDefault();
      setOver(false);
      latest.current([...(event.dataTransfer?.files ?? [])]);
    });
    return () => ending.abort();
  }, [latest]);
  return isOver;
}

/** Where files are dropped or chosen. */
export function FileDrop({ send, sending, refusal, multiple = false, ...words }: DropProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const isOver = useDroppedFiles((files) => void send(files));
  return (
    <>
      <section
        aria-label={words.title}
        className={cn(
          "flex flex-col items-center gap-2 rounded-lg border border-dashed border-border-strong px-6 py-10 text-center",
          isOver && "border-primary bg-accent",
        )}
      >
        <FileUp className="size-7 text-muted-foreground" strokeWidth={1.5} aria-hidden />
        <h2 className="text-lg font-semibold tracking-[-0.01em]">{words.title}</h2>
        <p className="text-muted-foreground pointer-coarse:hidden">
          {words.drop} {t("imports.or")}
        </p>
        <Button
          variant="primary"
          size="large"
          busy={sending && t("imports.sending")}
          onClick={() => input.current?.click()}
        >
          {words.choose}
        </Button>
        <input
          ref={input}
          type="file"
          accept={words.accept}
          multiple={multiple}
          aria-label={words.label}
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => {
            void send([...(event.target.files ?? [])]);
            // The same file, mended, may be chosen again.
            event.target.value = "";
          }}
        />
        <p className="mt-2 max-w-[52ch] text-xs text-balance text-muted-foreground">{words.limits}</p>
      </section>
      {refusal && (
        <Notice tone="destructive" title={t("imports.not_sent", { name: refusal.name })}>
          {refusal.reason}
        </Notice>
      )}
    </>
  );
}
