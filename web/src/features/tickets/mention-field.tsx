import { useQuery } from "@tanstack/react-query";
import { type ClipboardEvent, type KeyboardEvent, type Ref, useId, useImperativeHandle, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { users } from "@/api/resources";
import { Avatar } from "@/components/ui/avatar";
import { popupSurface } from "@/components/ui/menu";
import { cn } from "@/lib/classes";
import { type Colleague, matching, mentionAt } from "./mentions";

export function useColleagues(): Colleague[] {
  const { data } = useQuery(users.some({ status: ["active", "invited"], sort: "name" }, 100));
  return (data?.items ?? []).map((user) => ({ id: user.id, name: user.name ?? user.email }));
}

export type MentionFieldHandle = { focus: () => void; beginMention: () => void };

type MentionFieldProps = {
  label: string;
  placeholder?: string;
  value: string;
  onChange: (value: string) => void;
  onMention: (id: string) => void;
  onSubmit: () => void;
  onCancel?: () => void;
  onFiles?: (files: File[]) => void;
  /** Where the list of colleagues opens. */
  side: "above" | "below";
  className?: string;
  handle?: Ref<MentionFieldHandle>;
};

/** Several lines in which an @ finds a colleague. Ctrl or ⌘ with Enter sends. */
export function MentionField(props: MentionFieldProps) {
  const { label, placeholder, value, onChange, onMention, onSubmit, onCancel, onFiles, side, className } = props;
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const list = useId();
  const colleagues = useColleagues();
  const [caret, setCaret] = useState<number | null>(null);
  const [current, setCurrent] = useState(0);
  const asked = caret === null ? null : mentionAt(value, caret);
  const found = asked ? matching(colleagues, asked.typed) : [];
  const chosen = found[Math.min(current, found.length - 1)];

  const write = (text: string, at: number) => {
    // The caret can only be placed where the text is there already, and before the next key is pressed.
    flushSync(() => onChange(text));
    field.current?.focus();
    field.current?.setSelectionRange(at, at);
    setCaret(at);
  };

  useImperativeHandle(props.handle, () => ({
    focus: () => field.current?.focus(),
    beginMention: () => {
      const at = field.current?.selectionStart ?? value.length;
      const before = value.slice(0, at);
      const start = before === "" || /\s$/.test(before) ? "@" : " @";
      write(before + start + value.slice(at), at + start.length);
    },
  }));

  const pick = (colleague: Colleague) => {
    if (!asked || caret === null) return;
    const begin = `${value.slice(0, asked.start)}@${colleague.name} `;
    onMention(colleague.id);
    write(begin + value.slice(caret).replace(/^ /, ""), begin.length);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onSubmit();
    } else if (chosen && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setCurrent((Math.min(current, found.length - 1) + step + found.length) % found.length);
    } else if (chosen && (event.key === "Enter" || event.key === "Tab")) {
      event.preventDefault();
      pick(chosen);
    } else if (event.key === "Escape") {
      // What is inside closes first: the list, the edit, and only then what all this stands in.
      if (chosen || onCancel) event.stopPropagation();
      if (chosen) setCaret(null);
      else onCancel?.();
    }
  };

  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0 || !onFiles) return;
    event.preventDefault();
    onFiles(files);
  };

  return (
    <div className="relative">
      <textarea
        ref={field}
        aria-label={label}
        aria-autocomplete="list"
        {...(chosen && { "aria-controls": list, "aria-activedescendant": `${list}-${chosen.id}` })}
        placeholder={placeholder}
        value={value}
        onFocus={(event) => event.target.setSelectionRange(value.length, value.length)}
        onChange={(event) => {
          onChange(event.target.value);
          setCaret(event.target.selectionStart);
          setCurrent(0);
        }}
        onSelect={(event) => caret !== null && setCaret(event.currentTarget.selectionStart)}
        onBlur={() => setCaret(null)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        className={cn(
          "field-sizing-content block max-h-60 min-h-[34px] w-full resize-none bg-transparent px-1 py-1.5 text-base leading-[22px] outline-none placeholder:text-muted-foreground focus-visible:shadow-none",
          className,
        )}
      />
      {chosen && (
        <div
          id={list}
          role="listbox"
          aria-label={t("conversation.colleagues")}
          className={cn(
            popupSurface,
            "absolute left-0 z-[var(--z-dialog)] w-64 max-w-full",
            side === "above" ? "bottom-full mb-1" : "top-full mt-1",
          )}
        >
          {found.map((colleague) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the text; it names the current one.
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard in the text.
            <div
              key={colleague.id}
              id={`${list}-${colleague.id}`}
              role="option"
              aria-selected={colleague === chosen}
              // Before the text loses the focus.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => pick(colleague)}
              className="flex min-h-[34px] items-center gap-2 rounded-xs px-2 select-none hover:bg-accent aria-selected:bg-accent aria-selected:text-accent-foreground pointer-coarse:min-h-11"
            >
              <Avatar id={colleague.id} name={colleague.name} size="small" />
              <span className="min-w-0 truncate">{colleague.name}</span>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
