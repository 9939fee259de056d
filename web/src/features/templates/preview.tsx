import { useEffect, useRef, useState } from "react";
import { FormProvider, useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { constraintsOf } from "@/components/form/constraints";
import { ConstraintsContext } from "@/components/form/resource-form";
import { columnLabels } from "@/components/template-form/column-labels";
import { constraintsFor, defaultsOf, layoutOf } from "@/components/template-form/template-field";
import { TemplateFormFields } from "@/components/template-form/template-form-fields";
import { Segmented } from "@/components/ui/tabs";
import { cn } from "@/lib/classes";
import type { Design } from "./design";

const startValues = { title: "", status: "Open", priority: "Medium" };

/** The form of a new ticket as the design has it now. It answers like the real one, since it is the real one. */
export function Preview({ design, current }: { design: Design; current: string | null }) {
  const { t } = useTranslation();
  const [look, setLook] = useState<"form" | "phone">("form");
  const layout = layoutOf(design.fields, columnLabels(t));
  const form = useForm<Record<string, unknown>>({
    values: { ...startValues, ...defaultsOf(layout) },
    resetOptions: { keepDirtyValues: true },
    mode: "onTouched",
  });
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (current !== null) scroller.current?.querySelector("[data-current]")?.scrollIntoView({ block: "nearest" });
  }, [current]);
  return (
    <section aria-label={t("templates.preview")} className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-11 shrink-0 items-center justify-between pr-3 pl-5 max-[759px]:hidden">
        <h2 className="font-semibold">{t("templates.preview")}</h2>
        <Segmented
          label={t("templates.preview_as")}
          value={look}
          onChange={setLook}
          choices={[
            { value: "form", label: t("templates.as_form") },
            { value: "phone", label: t("templates.as_phone") },
          ]}
        />
      </div>
      <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto">
        <div
          className={cn(
            "flex flex-col gap-4 px-5 pt-1 pb-6 max-[759px]:px-4 max-[759px]:pt-4 [&>*]:flex-none",
            look === "phone" &&
              "mx-5 mb-6 rounded-xl border border-border-strong px-4 pt-4 text-base [&_.field-edge]:min-h-11",
          )}
        >
          <FormProvider {...form}>
            <ConstraintsContext value={constraintsFor(layout, constraintsOf("POST /api/tickets"))}>
              <TemplateFormFields fields={layout} current={current} />
            </ConstraintsContext>
          </FormProvider>
        </div>
      </div>
    </section>
  );
}
