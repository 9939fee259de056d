import { createContext, type ReactNode, type RefObject, use, useEffect, useRef, useState } from "react";
import { FormProvider, set, type UseFormReturn, useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { draft, dropDraft, keepDraft } from "@/lib/drafts";
import { flash, shownFields } from "@/lib/flash";
import { explain } from "../explain";
import { Button } from "../ui/button";
import { FieldError } from "../ui/field";
import { type Constraints, constraintsOf, fieldOf, nameSuffix } from "./constraints";
import { isSame, merge } from "./merge";

export type Values = Record<string, unknown>;

export const ConstraintsContext = createContext<Constraints>({});
export const useConstraints = (): Constraints => use(ConstraintsContext);

type FormProps = {
  /** The request it fills, such as "POST /api/tickets": its schema says what each field must be like. */
  operation: string;
  /** What its fields must be like beyond that. */
  constraints?: Constraints | undefined;
  /** Under this name the text is kept when the form goes away unsaved. */
  draftKey?: string;
  initial: Values;
  /** What is stored by now, each field by its own name, when others may change it meanwhile; and what the fields are called. */
  stored?: { values: Values; labels: Record<string, string> };
  /** Sends the values; a refusal is thrown and appears at its fields. `base` is what each field was before it was typed in. */
  onSubmit: (values: Values, constraints: Constraints, base: Values) => Promise<void>;
  onCancel?: () => void;
  submitLabel: string;
  /** Empties the form when it was saved: secrets do not stay. */
  clearAfter?: boolean;
  busyLabel: string;
  /** `panel` fills a sheet, `large` stands alone on a page, `inline` is one section of a page. */
  layout?: "panel" | "large" | "inline";
  children: ReactNode;
  /** What stands above the fields. */
  head?: ReactNode;
};

const layouts = {
  panel: {
    form: "flex min-h-0 flex-1 flex-col",
    fields: "flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-6 py-5 max-[759px]:px-4 [&>*]:flex-none",
    foot: "flex shrink-0 items-center justify-end gap-2 border-t px-6 py-3 max-[759px]:px-4",
  },
  large: {
    form: "group/form flex flex-col gap-[18px]",
    fields: "flex flex-col gap-[18px]",
    foot: "flex flex-col gap-3",
  },
  inline: {
    form: "flex max-w-[480px] flex-col gap-4",
    fields: "flex flex-col gap-4",
    foot: "flex gap-2",
  },
};

/** A form of one resource. Limits come from the API's schema, errors of the server appear at their field, nothing typed is lost. */
export function ResourceForm(props: FormProps) {
  const { operation, draftKey, initial, stored, onSubmit, onCancel, layout = "panel" } = props;
  const large = layout === "large";
  const { t } = useTranslation();
  const constraints = { ...constraintsOf(operation), ...props.constraints };
  const [start] = useState(() => ({ kept: draftKey === undefined ? undefined : draft(draftKey) }));
  const [general, setGeneral] = useState<string | null>(null);
  const form = useForm<Values>({
    defaultValues: initial,
    ...(start.kept && {
      values: stored ? placed(initial, start.kept.values) : start.kept.values,
      resetOptions: { keepDefaultValues: true },
    }),
    mode: "onTouched",
  });
  const { isDirty, isSubmitting } = form.formState;
  const saved = useRef(false);
  const element = useRef<HTMLFormElement>(null);
  const { base, taken } = useMerged(form, element, stored?.values, start.kept?.base);
  useKeptDraft(
    draftKey,
    () => isDirty && !saved.current,
    stored ? () => typed(form, base.current) : form.getValues,
    base,
  );

  const submit = form.handleSubmit(async (values) => {
    setGeneral(null);
    try {
      await onSubmit(values, constraints, base.current);
      saved.current = draftKey !== undefined;
      if (draftKey !== undefined) dropDraft(draftKey);
      form.reset(props.clearAfter ? initial : values);
    } catch (error) {
      let isFirst = true;
      const unplaced = placeErrors(error, values, (name, message) => {
        form.setError(name, { message }, { shouldFocus: isFirst });
        isFirst = false;
      });
      if (unplaced !== null) setGeneral(unplaced || explain(error, t));
    }
  });

  const footer = (
    <div className={layouts[layout].foot}>
      {onCancel && (
        <Button variant="ghost" onClick={onCancel}>
          {t("actions.cancel")}
        </Button>
      )}
      <Button type="submit" variant="primary" size={large ? "large" : "default"} busy={isSubmitting && props.busyLabel}>
        {props.submitLabel}
      </Button>
    </div>
  );
  return (
    <FormProvider {...form}>
      <ConstraintsContext value={constraints}>
        <form
          ref={element}
          noValidate
          data-large={large || undefined}
          onSubmit={submit}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) void submit();
          }}
          className={layouts[layout].form}
        >
          <div className={layouts[layout].fields}>
            {props.head}
            {start.kept && isDirty && (
              <p className="flex items-center justify-between gap-3 rounded-sm bg-info-bg px-3 py-2 text-info-fg">
                {t("forms.draft_restored")}
                <Button variant="link" onClick={() => form.reset(initial)}>
                  {t("forms.discard_draft")}
                </Button>
              </p>
            )}
            {props.children}
            <FieldError>{general}</FieldError>
          </div>
          {stored && (
            // Below the fields: nothing moves under the hands of who types.
            <p
              role="status"
              className="shrink-0 border-t bg-info-bg px-6 py-2 text-info-fg empty:hidden max-[759px]:px-4"
            >
              {taken.length > 0 &&
                t("live.taken", {
                  count: taken.length,
                  fields: taken.map((name) => stored.labels[name] ?? name).join(", "),
                })}
            </p>
          )}
          {footer}
        </form>
      </ConstraintsContext>
    </FormProvider>
  );
}

/** Answers what no field can show: an empty text when the problem spoke of nothing else, null when all found a place. */
function placeErrors(error: unknown, values: Values, place: (name: string, message: string) => void): string | null {
  if (!(error instanceof Problem) || error.fields.length === 0) return "";
  const homeless: string[] = [];
  for (const { pointer, detail } of error.fields) {
    const name = fieldOf(pointer);
    const top = name.split(".")[0] ?? "";
    if (name !== "" && top in values) place(name, detail);
    else homeless.push(detail);
  }
  return homeless.length === 0 ? null : homeless.join(" ");
}

/** Takes over what others save while this form is open, but for what was typed; answers what the typing began from. */
function useMerged(
  form: UseFormReturn<Values>,
  element: RefObject<HTMLFormElement | null>,
  stored: Values | undefined,
  kept: Values | undefined,
): { base: RefObject<Values>; taken: string[] } {
  const base = useRef({ ...stored, ...kept });
  const [taken, setTaken] = useState<string[]>([]);
  useEffect(() => {
    if (stored === undefined) return;
    const mine = Object.fromEntries(Object.keys(stored).map((name) => [name, form.getValues(name)]));
    const merged = merge(base.current, mine, stored);
    for (const [name, value] of Object.entries(merged.taken)) {
      form.setValue(name, value);
      form.setValue(name + nameSuffix, undefined);
    }
    for (const [name, value] of Object.entries(merged.base)) {
      if (!isSame(value, base.current[name])) form.resetField(name, { defaultValue: value });
    }
    base.current = merged.base;
    const names = Object.keys(merged.taken);
    if (names.length === 0) return;
    setTaken(names);
    for (const name of names) if (element.current) flash(shownFields(element.current, name));
  }, [form, element, stored]);
  return { base, taken };
}

/** Only what differs from the stored row: the rest shall be as new as it is when the form opens again. */
function typed(form: UseFormReturn<Values>, base: Values): Values {
  const names = Object.keys(base).filter((name) => !isSame(form.getValues(name), base[name]));
  const shown = names.map((name) => name + nameSuffix).filter((name) => form.getValues(name) !== undefined);
  return Object.fromEntries([...names, ...shown].map((name) => [name, form.getValues(name)]));
}

function placed(initial: Values, values: Values): Values {
  const whole = structuredClone(initial);
  for (const [name, value] of Object.entries(values)) set(whole, name, value);
  return whole;
}

/** Keeps what was typed when the form leaves the page, and warns before a reload would lose it. */
function useKeptDraft(
  key: string | undefined,
  isUnsaved: () => boolean,
  values: () => Values,
  base: RefObject<Values>,
): void {
  const latest = useRef({ isUnsaved, values });
  latest.current = { isUnsaved, values };
  useEffect(() => {
    if (key === undefined) return;
    const onLeave = (event: BeforeUnloadEvent) => {
      if (latest.current.isUnsaved()) event.preventDefault();
    };
    window.addEventListener("beforeunload", onLeave);
    return () => {
      window.removeEventListener("beforeunload", onLeave);
      if (!latest.current.isUnsaved()) dropDraft(key);
      else keepDraft(key, latest.current.values(), base.current);
    };
  }, [key, base]);
}
