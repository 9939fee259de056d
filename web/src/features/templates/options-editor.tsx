import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { TemplateField } from "@/api/templates";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { move } from "./design";

type OptionsProps = {
  field: TemplateField;
  fault: string | undefined;
  onChange: (patch: Partial<TemplateField>, what: string) => void;
};

/** What can be chosen, a line each: Enter adds one, Alt and the arrows move it, several lines can be pasted. */
export function OptionsEditor({ field, fault, onChange }: OptionsProps) {
  const { t } = useTranslation();
  const id = useId();
  const { options } = field;
  const set = (next: string[], what: string) => {
    // A default that is no longer among the options goes with its option.
    const kept = Array.isArray(field.default)
      ? field.default.filter((one) => next.includes(one))
      : field.default === null || next.includes(String(field.default))
        ? field.default
        : null;
    onChange({ options: next, default: kept }, what);
  };
  const focus = (index: number) =>
    requestAnimationFrame(() => document.getElementById(`${id}-${index}`)?.focus({ preventScroll: false }));
  const add = (at: number) => {
    set(options.toSpliced(at, 0, ""), "options-add");
    focus(at);
  };
  return (
    <fieldset className="flex flex-col gap-1.5" aria-describedby={fault ? `${id}-error` : undefined}>
      <legend className="mb-1.5 font-medium">{t("templates.options")}</legend>
      <ol className="flex flex-col gap-1.5">
        {options.map((option, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: options have no identity but their place.
          <li key={index} className="flex items-center gap-0.5">
            <Input
              id={`${id}-${index}`}
              aria-label={t("templates.option", { number: index + 1 })}
              aria-invalid={(fault !== undefined && option.trim() === "") || undefined}
              value={option}
              maxLength={200}
              autoComplete="off"
              onChange={(event) => set(options.with(index, event.target.value), `option-${index}`)}
              onPaste={(event) => {
                const lines = event.clipboardData
                  .getData("text")
                  .split(/\r?\n/)
                  .map((line) => line.trim())
                  .filter((line) => line !== "");
                if (lines.length < 2) return;
                event.preventDefault();
                set(options.toSpliced(index, option.trim() === "" ? 1 : 0, ...lines), "options-paste");
              }}
              onKeyDown={(event) => {
                const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
                if (event.key === "Enter") add(index + 1);
                else if (by !== 0 && event.altKey) {
                  set(move(options, index, index + by), "options-move");
                  focus(Math.max(0, Math.min(options.length - 1, index + by)));
                } else return;
                event.preventDefault();
              }}
            />
            <Button
              size="icon-small"
              variant="ghost"
              aria-label={t("templates.option_up", { number: index + 1 })}
              disabled={index === 0}
              onClick={() => set(move(options, index, index - 1), "options-move")}
            >
              <ArrowUp aria-hidden />
            </Button>
            <Button
              size="icon-small"
              variant="ghost"
              aria-label={t("templates.option_down", { number: index + 1 })}
              disabled={index === options.length - 1}
              onClick={() => set(move(options, index, index + 1), "options-move")}
            >
              <ArrowDown aria-hidden />
            </Button>
            <Button
              size="icon-small"
              variant="ghost"
              aria-label={t("templates.remove_option", { number: index + 1 })}
              onClick={() => set(options.toSpliced(index, 1), "options-remove")}
            >
              <X aria-hidden />
            </Button>
          </li>
        ))}
      </ol>
      <FieldError id={`${id}-error`}>{fault}</FieldError>
      <Button size="small" variant="ghost" className="self-start" onClick={() => add(options.length)}>
        <Plus aria-hidden />
        {t("templates.add_option")}
      </Button>
    </fieldset>
  );
}
