import { ChevronDown } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";
import { useController, useFormContext } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { useEnum } from "@/api/meta";
import { useCurrency, useTimeZone } from "@/api/session";
import { fromLocalField, toLocalField } from "@/lib/format";
import { ReferenceName } from "../reference-name";
import { type Reference, type ReferenceKind, ReferencePicker } from "../reference-picker";
import { Avatar } from "../ui/avatar";
import { Field, FieldDescription, FieldError, FieldLabel } from "../ui/field";
import { Glyph } from "../ui/glyphs";
import { Input, InputGroup, PasswordInput, Textarea } from "../ui/input";
import { Select } from "../ui/select";
import { Switch } from "../ui/switch";
import { check, constraintOf, nameSuffix } from "./constraints";
import { useConstraints } from "./resource-form";
import { TimeZonePicker } from "./time-zone-field";

export type FieldProps = { name: string; label: string; help?: ReactNode; action?: ReactNode };

/** One field's wiring: its value, its limits from the schema, its ids for label, help and error. */
export function useField(name: string, hasHelp: boolean) {
  const { t } = useTranslation();
  const constraint = constraintOf(useConstraints(), name);
  const { control } = useFormContext();
  const id = useId();
  const { field, fieldState } = useController({
    name,
    control,
    rules: { validate: (value: unknown) => check(value, constraint, t) },
  });
  const error = fieldState.error?.message;
  const describedBy = error ? `${id}-error` : hasHelp ? `${id}-help` : undefined;
  const text: string = typeof field.value === "string" || typeof field.value === "number" ? String(field.value) : "";
  // Passing through an empty field is no mistake: only what was typed is judged before the form is sent.
  const onBlur = () => fieldState.isDirty && field.onBlur();
  return { id, field: { ...field, onBlur }, text, error, constraint, describedBy };
}

type Wiring = ReturnType<typeof useField>;

type FrameProps = Omit<FieldProps, "name"> & {
  wiring: Wiring;
  children: ReactNode;
  /** Several controls share the label, which then names their group. */
  group?: boolean;
};

export function Frame({ wiring, label, help, action, children, group = false }: FrameProps) {
  const { id, error, constraint } = wiring;
  return (
    <Field data-field={wiring.field.name} className="rounded-sm">
      <span className="flex items-center justify-between gap-2">
        <FieldLabel
          {...(group ? { id: `${id}-label` } : { htmlFor: id })}
          required={constraint.required === true && !constraint.nullable}
        >
          {label}
        </FieldLabel>
        {action}
      </span>
      <div className="flex flex-col">{children}</div>
      {error ? (
        <FieldError id={`${id}-error`}>{error}</FieldError>
      ) : (
        help && <FieldDescription id={`${id}-help`}>{help}</FieldDescription>
      )}
    </Field>
  );
}

function attributes({ id, field, text, error, constraint, describedBy }: Wiring) {
  return {
    id,
    ref: field.ref,
    name: field.name,
    value: text,
    onChange: field.onChange,
    onBlur: field.onBlur,
    "aria-invalid": error !== undefined || undefined,
    "aria-describedby": describedBy,
    "aria-required": (constraint.required && !constraint.nullable) || undefined,
  };
}

type InputOptions = Pick<ComponentProps<"input">, "type" | "autoComplete" | "placeholder" | "inputMode" | "autoFocus">;

export function TextField({
  name,
  label,
  help,
  action,
  large,
  ...options
}: FieldProps & InputOptions & { large?: boolean }) {
  const wiring = useField(name, help !== undefined);
  return (
    <Frame wiring={wiring} label={label} help={help} action={action}>
      <Input {...attributes(wiring)} {...options} className={large ? "h-10 text-base" : undefined} />
    </Frame>
  );
}

export function PasswordField({ name, label, help, action, ...options }: FieldProps & InputOptions) {
  const wiring = useField(name, help !== undefined);
  return (
    <Frame wiring={wiring} label={label} help={help} action={action}>
      <PasswordInput {...attributes(wiring)} {...options} className="h-10 text-base" />
    </Frame>
  );
}

export function LongTextField({ name, label, help }: FieldProps) {
  const wiring = useField(name, help !== undefined);
  return (
    <Frame wiring={wiring} label={label} help={help}>
      <Textarea {...attributes(wiring)} />
    </Frame>
  );
}

/** Money stays a decimal text from the field to the database. */
export function MoneyField({
  name,
  label,
  help,
  action,
  placeholder,
}: FieldProps & { placeholder?: string | undefined }) {
  const wiring = useField(name, help !== undefined);
  const currency = useCurrency();
  const symbol = new Intl.NumberFormat(undefined, { style: "currency", currency, currencyDisplay: "narrowSymbol" })
    .formatToParts(0)
    .find((part) => part.type === "currency")?.value;
  return (
    <Frame wiring={wiring} label={label} help={help} action={action}>
      <InputGroup
        {...attributes(wiring)}
        inputMode="decimal"
        before={symbol ?? currency}
        autoComplete="off"
        placeholder={placeholder}
      />
    </Frame>
  );
}

export function EnumField({ name, label, help, enumName, empty }: FieldProps & { enumName: string; empty?: string }) {
  const wiring = useField(name, help !== undefined);
  const choices = useEnum(enumName).map((choice) => ({
    value: choice.value,
    label: choice.label,
    glyph: choice.color ? <Glyph name={choice.color} /> : undefined,
  }));
  return <Choose wiring={wiring} label={label} help={help} choices={choices} {...(empty !== undefined && { empty })} />;
}

type ChooseProps = Omit<FieldProps, "name"> & {
  wiring: Wiring;
  choices: ComponentProps<typeof Select>["choices"];
  empty?: string;
};

function Choose({ wiring, label, help, choices, empty }: ChooseProps) {
  return (
    <Frame wiring={wiring} label={label} help={help}>
      <Select
        id={wiring.id}
        name={wiring.field.name}
        choices={choices}
        value={wiring.text || null}
        onChange={wiring.field.onChange}
        empty={empty}
        invalid={wiring.error !== undefined}
        describedBy={wiring.describedBy}
      />
    </Frame>
  );
}

export function SelectField({
  name,
  label,
  help,
  choices,
  empty,
}: FieldProps & Pick<ChooseProps, "choices" | "empty">) {
  const wiring = useField(name, help !== undefined);
  return <Choose wiring={wiring} label={label} help={help} choices={choices} {...(empty !== undefined && { empty })} />;
}

export function SwitchField({ name, label, help }: FieldProps) {
  const { id, field, error } = useField(name, help !== undefined);
  return (
    <Field data-field={name} className="flex-row items-start justify-between gap-4 rounded-sm">
      <span className="flex flex-col gap-0.5">
        <FieldLabel htmlFor={id}>{label}</FieldLabel>
        {help && <FieldDescription id={`${id}-help`}>{help}</FieldDescription>}
        <FieldError>{error}</FieldError>
      </span>
      <Switch
        id={id}
        checked={field.value === true}
        onCheckedChange={field.onChange}
        aria-describedby={help ? `${id}-help` : undefined}
      />
    </Field>
  );
}

export function DateField({ name, label, help }: FieldProps) {
  const wiring = useField(name, help !== undefined);
  return (
    <Frame wiring={wiring} label={label} help={help}>
      <Input {...attributes(wiring)} type="date" min="1900-01-01" max="2199-12-31" />
    </Frame>
  );
}

/** An instant, written and read in the reader's zone, which the help names. */
export function DateTimeField({ name, label, help }: Omit<FieldProps, "help"> & { help?: string | undefined }) {
  const zone = useTimeZone();
  const wiring = useField(name, true);
  const local = wiring.text === "" ? "" : toLocalField(wiring.text, zone);
  return (
    <Frame wiring={wiring} label={label} help={help ? `${help} (${zone})` : zone}>
      <Input
        {...attributes(wiring)}
        type="datetime-local"
        value={local}
        onChange={(event) =>
          wiring.field.onChange(event.target.value === "" ? "" : fromLocalField(event.target.value, zone))
        }
      />
    </Frame>
  );
}

type ReferenceFieldProps = FieldProps & { kind: ReferenceKind; none: string; initialName: string | null };

/** Points at a contact, a colleague or a product. The value is the id; the name is remembered beside it for as long as the form lives. */
export function ReferenceField({ name, label, help, kind, none, initialName }: ReferenceFieldProps) {
  const wiring = useField(name, help !== undefined);
  const { setValue, watch } = useFormContext();
  const nameKey = name + nameSuffix;
  const watched: unknown = watch(nameKey);
  const shown = typeof watched === "string" ? watched : (initialName ?? "");
  const value: Reference | null = wiring.text ? { id: wiring.text, name: shown } : null;
  return (
    <Frame wiring={wiring} label={label} help={help}>
      <ReferencePicker
        kind={kind}
        label={label}
        value={value}
        none={wiring.constraint.required && !wiring.constraint.nullable ? undefined : none}
        activeOnly
        onPick={(picked) => {
          setValue(nameKey, picked?.name ?? "", { shouldDirty: false });
          wiring.field.onChange(picked?.id ?? "");
        }}
        trigger={
          <button
            type="button"
            id={wiring.id}
            ref={wiring.field.ref}
            aria-invalid={wiring.error !== undefined || undefined}
            aria-describedby={wiring.describedBy}
            className="field-edge flex h-[34px] w-full items-center gap-2 px-2.5 text-left pointer-coarse:h-11"
          />
        }
      >
        {value ? (
          <>
            <Avatar id={value.id} name={value.name} size="small" shape={kind === "user" ? "person" : "company"} />
            <span className="truncate">{value.name || <ReferenceName kind={kind} id={value.id} />}</span>
          </>
        ) : (
          <span className="text-muted-foreground">{none}</span>
        )}
        <ChevronDown className="ml-auto size-3.5 shrink-0 text-muted-foreground" aria-hidden />
      </ReferencePicker>
    </Frame>
  );
}

/** Words separated by commas. */
export function TagsField({ name, label, help }: FieldProps) {
  const wiring = useField(name, help !== undefined);
  const { field } = wiring;
  const tags: string = Array.isArray(field.value) ? field.value.join(", ") : wiring.text;
  return (
    <Frame wiring={wiring} label={label} help={help}>
      <Input {...attributes(wiring)} value={tags} autoComplete="off" />
    </Frame>
  );
}

export function readTags(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  return [
    ...new Set(
      String(value ?? "")
        .split(",")
        .map((tag) => tag.trim())
        .filter(Boolean),
    ),
  ];
}

/** A time zone by name; the value is its IANA name. */
export function TimeZoneField({ name, label, help, none }: FieldProps & { none?: string }) {
  const wiring = useField(name, help !== undefined);
  return (
    <Frame wiring={wiring} label={label} help={help}>
      <TimeZonePicker
        value={wiring.text || null}
        label={label}
        {...(none !== undefined && { none })}
        onPick={(zone) => wiring.field.onChange(zone ?? "")}
        trigger={
          <button
            type="button"
            id={wiring.id}
            ref={wiring.field.ref}
            aria-describedby={wiring.describedBy}
            className="field-edge flex h-[34px] w-full items-center gap-2 px-2.5 text-left pointer-coarse:h-11"
          />
        }
      />
    </Frame>
  );
}
