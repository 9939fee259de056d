import { ChevronDown } from "lucide-react";
import { cloneElement, type InputHTMLAttributes, type ReactNode, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/lib/classes";
import { DateMenu } from "../date-menu";
import { DueDate } from "../dates";
import { EnumMenu } from "../enum-menu";
import { EnumGlyph, EnumText } from "../enum-parts";
import { Person } from "../person";
import { type Reference, ReferencePicker } from "../reference-picker";
import { Avatar, NoAvatar } from "../ui/avatar";
import { Input } from "../ui/input";
import { useIsTrash } from "./trash-context";

/** A cell that can be changed where it stands: its edge and chevron show on hover and focus. */
const editable =
  "-ml-1.5 inline-flex h-7 max-w-full items-center gap-1.5 rounded-sm px-1.5 text-left hover:bg-card hover:shadow-[0_0_0_1px_var(--border-strong)] focus-visible:bg-card data-[popup-open]:bg-card data-[popup-open]:shadow-[0_0_0_1px_var(--border-strong)] [&>svg:last-child]:opacity-0 [&:hover>svg:last-child]:opacity-100 [&:focus-visible>svg:last-child]:opacity-100 [&[data-popup-open]>svg:last-child]:opacity-100 pointer-coarse:h-11";

const chevron = <ChevronDown className="size-3.5 shrink-0 text-muted-foreground" aria-hidden />;

type EnumCellProps = {
  name: string;
  value: string;
  label: string;
  shortcut?: string;
  onPick: (value: string, label: string) => void;
  readOnly?: boolean;
  /** Only the glyph, where there is no room for a word. */
  compact?: boolean;
};

export function EnumCell({ name, value, label, shortcut, onPick, readOnly = false, compact = false }: EnumCellProps) {
  const isTrash = useIsTrash();
  // A list has hundreds of these: the menu comes with the first press.
  const [touched, setTouched] = useState(false);
  const face = compact ? <EnumGlyph name={name} value={value} /> : <EnumText name={name} value={value} />;
  if (readOnly || isTrash) return face;
  const content = (
    <>
      {compact ? <span className="grid">{face}</span> : face}
      {!compact && chevron}
    </>
  );
  const button = (
    <button
      type="button"
      className={cn(editable, compact && "-mx-[5px] size-6 shrink-0 justify-center px-0 pointer-coarse:size-11")}
      data-shortcut={shortcut}
      aria-description={label}
      tabIndex={-1}
    />
  );
  if (!touched) return cloneElement(button, { "aria-haspopup": "menu", onClick: () => setTouched(true) }, content);
  return (
    <EnumMenu name={name} value={value} onPick={onPick} trigger={button} defaultOpen>
      {content}
    </EnumMenu>
  );
}

type UserCellProps = {
  value: Reference | null;
  label: string;
  shortcut?: string;
  onPick: (value: Reference | null) => void;
  readOnly?: boolean;
  /** Only the face, where the column is narrow. */
  compact?: boolean;
};

export function UserCell({ value, label, shortcut, onPick, readOnly = false, compact = false }: UserCellProps) {
  const { t } = useTranslation();
  const isTrash = useIsTrash();
  const [touched, setTouched] = useState(false);
  const name = value?.name ?? t("people.unassigned");
  const face = compact ? (
    <>
      {value ? <Avatar id={value.id} name={value.name} size="small" /> : <NoAvatar />}
      <span className="sr-only">{name}</span>
    </>
  ) : (
    <Person id={value?.id ?? null} name={value?.name ?? null} />
  );
  if (readOnly || isTrash)
    return (
      <span className="inline-flex max-w-full" title={name}>
        {face}
      </span>
    );
  const content = (
    <>
      {face}
      {!compact && chevron}
    </>
  );
  const button = (
    <button
      type="button"
      className={cn(editable, compact && "ml-0 size-7 justify-center rounded-full px-0")}
      data-shortcut={shortcut}
      aria-description={label}
      tabIndex={-1}
    />
  );
  if (!touched) {
    return cloneElement(
      button,
      { "aria-haspopup": "listbox", "aria-label": `${label}: ${name}`, onClick: () => setTouched(true) },
      content,
    );
  }
  return (
    <ReferencePicker
      kind="user"
      label={label}
      value={value}
      onPick={onPick}
      none={t("people.unassigned")}
      trigger={button}
      defaultOpen
    >
      {content}
    </ReferencePicker>
  );
}

type DateCellProps = {
  value: string | null;
  label: string;
  none: string;
  shortcut?: string;
  onPick: (value: string | null, words: string) => void;
  readOnly?: boolean;
  /** Nothing is late any more. */
  closed?: boolean;
};

export function DateCell({ value, label, none, shortcut, onPick, readOnly = false, closed = false }: DateCellProps) {
  const isTrash = useIsTrash();
  const [touched, setTouched] = useState(false);
  const face = <DueDate date={value} closed={closed} />;
  if (readOnly || isTrash) return face;
  const content = (
    <>
      {face}
      {chevron}
    </>
  );
  const button = (
    <button type="button" className={editable} data-shortcut={shortcut} aria-description={label} tabIndex={-1} />
  );
  if (!touched) return cloneElement(button, { "aria-haspopup": "dialog", onClick: () => setTouched(true) }, content);
  return (
    <DateMenu label={label} value={value} none={none} onPick={onPick} trigger={button} defaultOpen>
      {content}
    </DateMenu>
  );
}

type TextCellProps = {
  value: string;
  label: string;
  /** What is stored of what was typed; null where it cannot be. */
  clean: (text: string) => string | null;
  onSave: (text: string) => void;
  /** How the value looks while nobody types. */
  children: ReactNode;
  shortcut?: string;
  readOnly?: boolean;
  align?: "right" | undefined;
  inputMode?: InputHTMLAttributes<HTMLInputElement>["inputMode"];
  /** What has been typed elsewhere, to choose from. */
  suggestions?: readonly string[];
};

/** A text or an amount that is typed where it stands: Enter and leaving keep it, Escape does not. */
export function TextCell(props: TextCellProps) {
  const { value, label, clean, onSave, children, shortcut, readOnly = false, align, inputMode, suggestions } = props;
  const isTrash = useIsTrash();
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [typed, setTyped] = useState<string | null>(null);
  if (readOnly || isTrash) return children;
  if (typed === null) {
    return (
      <button
        ref={button}
        type="button"
        className={cn(editable, "min-h-7 min-w-12", align === "right" && "-mr-1.5 justify-end")}
        data-shortcut={shortcut}
        {...(value === "" ? { "aria-label": label } : { "aria-description": label })}
        onClick={() => setTyped(value)}
      >
        {children}
      </button>
    );
  }
  const cleaned = clean(typed);
  const leave = (isKept: boolean, isFocused: boolean) => {
    if (isKept && cleaned === null) return;
    if (isKept && cleaned !== null && cleaned !== value) onSave(cleaned);
    setTyped(null);
    if (isFocused) requestAnimationFrame(() => button.current?.focus());
  };
  return (
    <>
      <Input
        value={typed}
        aria-label={label}
        aria-invalid={cleaned === null || undefined}
        inputMode={inputMode}
        list={suggestions && id}
        autoComplete="off"
        ref={(input) => input?.focus()}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => leave(cleaned !== null, false)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Enter") leave(true, true);
          if (event.key === "Escape") leave(false, true);
        }}
        className={cn("-mx-1.5 h-7 px-1.5 tabular-nums", align === "right" && "text-right")}
      />
      {suggestions && (
        <datalist id={id}>
          {suggestions.map((suggestion) => (
            <option key={suggestion} value={suggestion} />
          ))}
        </datalist>
      )}
    </>
  );
}
