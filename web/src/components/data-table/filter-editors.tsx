import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { type EnumChoice, useEnum } from "@/api/meta";
import { contacts, users } from "@/api/resources";
import { useTimeZone } from "@/api/session";
import { all, first } from "@/lib/address";
import { formatDate, todayIn } from "@/lib/format";
import { noReference, ReferencePicker } from "../reference-picker";
import { Button } from "../ui/button";
import { Glyph } from "../ui/glyphs";
import { Input } from "../ui/input";
import { Menu, MenuCheckboxItem, MenuContent, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "../ui/menu";
import { Popover, PopoverContent, PopoverTrigger } from "../ui/popover";
import type { FilterField } from "./columns";
import { datePresets, isPreset, keysOf, type ListSearch, without } from "./list-search";

export type EditorProps<Field extends FilterField = FilterField> = {
  field: Field;
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
  trigger: ReactElement;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

type Kind<K extends FilterField["kind"]> = Extract<FilterField, { kind: K }>;

/** The list of choices behind the value of a filter chip. */
export function FilterEditor(props: EditorProps) {
  const { field, ...rest } = props;
  if (field.kind === "enum" || field.kind === "choice") return <EnumEditor field={field} {...rest} />;
  if (field.kind === "flag") return <FlagEditor field={field} {...rest} />;
  if (field.kind === "date" || field.kind === "instant") return <DateEditor field={field} {...rest} />;
  return <ReferenceEditor field={field} {...rest} />;
}

function EnumEditor({ field, search, onSearch, trigger, open, onOpenChange }: EditorProps<Kind<"enum" | "choice">>) {
  const choices = useChoices(field);
  const chosen = all(search[field.key]);
  const toggle = (value: string, on: boolean) => {
    const isSingle = field.kind === "choice" && field.single === true;
    const values = choices
      .map((choice) => choice.value)
      .filter((one) => (one === value ? on : !isSingle && chosen.includes(one)));
    onSearch({ ...search, [field.key]: values.length === 0 ? undefined : values });
  };
  return (
    <Menu open={open} onOpenChange={onOpenChange}>
      <MenuTrigger render={trigger} />
      <MenuContent>
        {choices.map((choice) => (
          <MenuCheckboxItem
            key={choice.value}
            checked={chosen.includes(choice.value)}
            onCheckedChange={(on) => toggle(choice.value, on)}
          >
            {choice.color && <Glyph name={choice.color} />}
            {choice.label}
          </MenuCheckboxItem>
        ))}
      </MenuContent>
    </Menu>
  );
}

function useChoices(field: FilterField): EnumChoice[] {
  const known = useEnum(field.kind === "enum" ? field.name : "");
  return field.kind === "choice" ? field.choices.map((choice) => ({ ...choice, color: null })) : known;
}

function FlagEditor({ field, search, onSearch, trigger, open, onOpenChange }: EditorProps<Kind<"flag">>) {
  return (
    <Menu open={open} onOpenChange={onOpenChange}>
      <MenuTrigger render={trigger} />
      <MenuContent>
        <MenuRadioGroup
          value={first(search[field.key])}
          onValueChange={(value: string) => onSearch({ ...search, [field.key]: value })}
        >
          <MenuRadioItem value="true">{field.yes}</MenuRadioItem>
          <MenuRadioItem value="false">{field.no}</MenuRadioItem>
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  );
}

function ReferenceEditor({
  field,
  search,
  onSearch,
  trigger,
  open,
  onOpenChange,
}: EditorProps<Kind<"contact" | "user">>) {
  const id = first(search[field.key]);
  const name = useReferenceName(field, id);
  return (
    <ReferencePicker
      kind={field.kind}
      label={field.label}
      value={id ? { id, name } : null}
      none={field.none}
      onPick={(value) => onSearch({ ...search, [field.key]: value?.id ?? noReference })}
      trigger={trigger}
      defaultOpen={open}
      onClosed={() => onOpenChange(false)}
    />
  );
}

function DateEditor({ field, search, onSearch, trigger, open, onOpenChange }: EditorProps<Kind<"date" | "instant">>) {
  const { t } = useTranslation();
  const id = useId();
  const [from, to] = [`${field.key}_from`, `${field.key}_to`];
  const rest = without(search, keysOf(field));
  const preset = first(search[field.key]);
  const presets =
    field.kind === "date" ? datePresets : datePresets.filter((one) => one === "today" || one === "last_30_days");
  const choose = (value: string) => {
    onSearch({ ...rest, [field.key]: value });
    onOpenChange(false);
  };
  return (
    <Popover open={open} onOpenChange={onOpenChange}>
      <PopoverTrigger render={trigger} />
      <PopoverContent className="flex flex-col gap-1">
        {presets.map((one) => (
          <Button
            key={one}
            variant="quiet"
            className="justify-start"
            aria-pressed={preset === one}
            onClick={() => choose(one)}
          >
            {t(`dates.presets.${one}`)}
          </Button>
        ))}
        {field.kind === "date" && (
          <Button
            variant="quiet"
            className="justify-start"
            aria-pressed={preset === "null"}
            onClick={() => choose("null")}
          >
            {t("dates.none")}
          </Button>
        )}
        <div className="mt-1 grid grid-cols-2 gap-2 border-t p-1 pt-3">
          <label htmlFor={`${id}-from`} className="text-xs text-muted-foreground">
            {t("filters.from")}
            <Input
              id={`${id}-from`}
              type="date"
              className="mt-1 px-1.5 text-foreground"
              value={first(search[from]) ?? ""}
              onChange={(event) => onSearch({ ...rest, [from]: event.target.value, [to]: first(search[to]) })}
            />
          </label>
          <label htmlFor={`${id}-to`} className="text-xs text-muted-foreground">
            {t("filters.before")}
            <Input
              id={`${id}-to`}
              type="date"
              className="mt-1 px-1.5 text-foreground"
              value={first(search[to]) ?? ""}
              onChange={(event) => onSearch({ ...rest, [to]: event.target.value, [from]: first(search[from]) })}
            />
          </label>
        </div>
      </PopoverContent>
    </Popover>
  );
}

/** What the chip says between its field and its cross. */
export function useFilterWords(field: FilterField, search: ListSearch): { relation: string; value: string } {
  const { t } = useTranslation();
  const choices = useChoices(field);
  const today = todayIn(useTimeZone());
  const values = all(search[field.key]);
  const name = useReferenceName(field, values[0]);
  if (field.kind === "enum" || field.kind === "choice") {
    const labels = choices.filter((choice) => values.includes(choice.value)).map((choice) => choice.label);
    return { relation: values.length > 1 ? t("filters.any_of") : t("filters.is"), value: labels.join(", ") };
  }
  if (field.kind === "flag") {
    return {
      relation: t("filters.is"),
      value: values[0] === "true" ? field.yes : values[0] === "false" ? field.no : "",
    };
  }
  if (field.kind === "contact" || field.kind === "user") return { relation: t("filters.is"), value: name };
  if (values[0] === "null") return { relation: t("filters.is"), value: t("dates.none") };
  if (isPreset(values[0])) return { relation: t("filters.is"), value: t(`dates.presets.${values[0]}`) };
  const from = first(search[`${field.key}_from`]);
  const to = first(search[`${field.key}_to`]);
  if (from && to) {
    return { relation: t("filters.between"), value: `${formatDate(from, today)} – ${formatDate(to, today)}` };
  }
  if (from) return { relation: t("filters.from"), value: formatDate(from, today) };
  return { relation: t("filters.before"), value: to ? formatDate(to, today) : "" };
}

function useReferenceName(field: FilterField, id: string | undefined): string {
  const known = id !== undefined && id !== noReference;
  const contact = useQuery({ ...contacts.one(id ?? ""), enabled: known && field.kind === "contact" });
  const user = useQuery({ ...users.one(id ?? ""), enabled: known && field.kind === "user" });
  if (id === noReference && (field.kind === "contact" || field.kind === "user")) return field.none ?? "";
  return contact.data?.name ?? user.data?.name ?? (known ? "…" : "");
}
