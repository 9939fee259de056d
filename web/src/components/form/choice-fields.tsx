import { Combobox } from "@base-ui/react/combobox";
import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { Check, Star, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "@/lib/classes";
import { Button } from "../ui/button";
import { Checkbox } from "../ui/checkbox";
import { Field, FieldDescription, FieldError, FieldLabel } from "../ui/field";
import { popupSurface } from "../ui/menu";
import { type FieldProps, Frame, useField } from "./fields";

/** A tick and its sentence beside it. */
export function CheckboxField({ name, label, help }: FieldProps) {
  const { id, field, error, describedBy } = useField(name, help !== undefined);
  return (
    <Field>
      <span className="flex items-start gap-2.5">
        <Checkbox
          id={id}
          checked={field.value === true}
          onCheckedChange={field.onChange}
          inputRef={field.ref}
          aria-describedby={describedBy}
          aria-invalid={error !== undefined || undefined}
          className="mt-0.5"
        />
        <FieldLabel htmlFor={id}>{label}</FieldLabel>
      </span>
      {error ? (
        <FieldError id={`${id}-error`} className="pl-6.5">
          {error}
        </FieldError>
      ) : (
        help && (
          <FieldDescription id={`${id}-help`} className="pl-6.5">
            {help}
          </FieldDescription>
        )
      )}
    </Field>
  );
}

/** Some of a list, as chips that can be taken away again. */
export function MultiSelectField({ name, label, help, options }: FieldProps & { options: readonly string[] }) {
  const { t } = useTranslation();
  const wiring = useField(name, help !== undefined);
  const { field } = wiring;
  const value: string[] = Array.isArray(field.value) ? field.value.map(String) : [];
  return (
    <Frame wiring={wiring} label={label} help={help}>
      <Combobox.Root<string, true>
        multiple
        items={options}
        value={value}
        onValueChange={(next) => field.onChange(options.filter((option) => next.includes(option)))}
      >
        <Combobox.Chips className="field-edge flex min-h-[34px] w-full flex-wrap items-center gap-1 px-1 py-[3px] pointer-coarse:min-h-11">
          {value.map((option) => (
            <Combobox.Chip
              key={option}
              aria-label={option}
              className="inline-flex h-[26px] max-w-full items-center gap-0.5 rounded-xs bg-secondary pl-2 text-xs font-medium text-secondary-foreground outline-none focus-within:bg-selection pointer-coarse:h-9"
            >
              <span className="truncate">{option}</span>
              <Combobox.ChipRemove
                aria-label={t("forms.remove_choice", { choice: option })}
                className="grid size-[26px] shrink-0 place-items-center rounded-xs hover:bg-accent pointer-coarse:size-9"
              >
                <X className="size-3.5" aria-hidden />
              </Combobox.ChipRemove>
            </Combobox.Chip>
          ))}
          <Combobox.Input
            id={wiring.id}
            ref={field.ref}
            onBlur={wiring.field.onBlur}
            placeholder={value.length === 0 ? t("filters.choose") : ""}
            aria-invalid={wiring.error !== undefined || undefined}
            aria-describedby={wiring.describedBy}
            className="h-[26px] min-w-12 flex-1 bg-transparent px-1.5 placeholder:text-muted-foreground focus-visible:shadow-none"
          />
        </Combobox.Chips>
        <Combobox.Portal>
          <Combobox.Positioner align="start" sideOffset={4} className="z-[var(--z-dialog)]">
            <Combobox.Popup className={cn(popupSurface, "w-[var(--anchor-width)] min-w-48")} aria-label={label}>
              <Combobox.Empty className="px-2 py-2 text-muted-foreground empty:hidden">
                {t("lists.nothing_title")}
              </Combobox.Empty>
              <Combobox.List className="max-h-64 overflow-y-auto overscroll-contain empty:hidden">
                {(option: string) => (
                  <Combobox.Item
                    key={option}
                    value={option}
                    className="flex min-h-[30px] items-center gap-2 rounded-xs px-2 outline-none select-none data-[highlighted]:bg-accent data-[highlighted]:text-accent-foreground pointer-coarse:min-h-11"
                  >
                    <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{option}</span>
                    <Combobox.ItemIndicator className="text-primary">
                      <Check className="size-3.5" aria-hidden />
                    </Combobox.ItemIndicator>
                  </Combobox.Item>
                )}
              </Combobox.List>
            </Combobox.Popup>
          </Combobox.Positioner>
        </Combobox.Portal>
      </Combobox.Root>
    </Frame>
  );
}

const stars = [1, 2, 3, 4, 5];

/** One to five stars: a radio group, so that the arrow keys give them too. */
export function RatingField({ name, label, help }: FieldProps) {
  const { t } = useTranslation();
  const wiring = useField(name, help !== undefined);
  const { field, id } = wiring;
  const given = Number(field.value) || 0;
  return (
    <Frame
      wiring={wiring}
      label={label}
      help={help}
      group
      action={
        given > 0 &&
        wiring.constraint.required !== true && (
          <Button variant="link" className="text-xs" onClick={() => field.onChange("")}>
            {t("forms.clear")}
          </Button>
        )
      }
    >
      <RadioGroup
        value={given || null}
        onValueChange={(value: number | null) => field.onChange(value ?? "")}
        aria-labelledby={`${id}-label`}
        aria-describedby={wiring.describedBy}
        aria-invalid={wiring.error !== undefined || undefined}
        className="-ml-1 flex"
      >
        {stars.map((star) => (
          <Radio.Root
            key={star}
            value={star}
            ref={star === (given || 1) ? field.ref : undefined}
            aria-label={t("forms.stars", { count: star, of: stars.length })}
            className="grid size-7 place-items-center rounded-xs text-muted-foreground hover:text-status-progress data-[lit]:text-status-progress pointer-coarse:size-11"
            data-lit={star <= given || undefined}
          >
            <Star className={cn("size-5", star <= given && "fill-current")} strokeWidth={1.6} aria-hidden />
          </Radio.Root>
        ))}
      </RadioGroup>
    </Frame>
  );
}
