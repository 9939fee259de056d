import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { FileUp } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ImportResource, previewImport, sendImport } from "@/api/imports";
import { explain } from "@/components/explain";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/classes";
import { zipOf } from "@/lib/zip";
import { Notice } from "./import-parts";

const fileSizeMax = 25 * 2 ** 20;

/** Sends files and goes on to what comes of them; data of the old application is looked at without a question between. */
export function useSending(resource: ImportResource) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<{ name: string; reason: string } | null>(null);

  async function send(files: readonly File[]) {
    const [first] = files;
    if (!first || sending) return;
    setRefusal(null);
    setSending(true);
    try {
      const file = files.length === 1 ? first : await zipOf(`${files.length} files.zip`, files);
      if (file.size > fileSizeMax) {
        setRefusal({ name: file.name, reason: t("imports.too_large") });
      } else {
        const { id } = await sendImport(queries, resource, file);
        if (resource === "legacy") await previewImport(queries, id, [], null);
        await navigate({ to: "/import/$id", params: { id } });
      }
    } catch (error) {
      setRefusal({ name: first.name, reason: explain(error, t) });
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

/** Where files are dropped or chosen. */
export function FileDrop({ send, sending, refusal, multiple = false, ...words }: DropProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const taken = (files: FileList | null) => void send([...(files ?? [])].slice(0, multiple ? undefined : 1));

  const drop = {
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      taken(event.dataTransfer.files);
    },
  };

  return (
    <>
      <section
        aria-label={words.title}
        className={cn(
          "flex flex-col items-center gap-2 rounded-lg border border-dashed border-border-strong px-6 py-10 text-center",
          isOver && "border-primary bg-accent",
        )}
        {...drop}
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
            taken(event.target.files);
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
