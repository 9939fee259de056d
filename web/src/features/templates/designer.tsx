import { useNavigate } from "@tanstack/react-router";
import { Copy, PencilLine, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCan, useMe } from "@/api/session";
import type { TicketTemplate } from "@/api/templates";
import { Page } from "@/components/page";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/tabs";
import { Tooltip } from "@/components/ui/tooltip";
import { useHotkeys } from "@/lib/hotkeys";
import { usePhone } from "@/lib/media";
import { Canvas } from "./canvas";
import { CanvasHead } from "./canvas-head";
import { change, emptyDesign, templateOf } from "./design";
import { Inspector } from "./inspector";
import { LeaveDialog } from "./leave-dialog";
import { Palette, useOffers } from "./palette";
import { Preview } from "./preview";
import { useTemplateActions } from "./template-actions";
import { TemplateMenu } from "./template-menu";
import { useDesign } from "./use-design";
import { useFieldActs } from "./use-field-acts";
import { useSaving } from "./use-saving";
import { VersionsMenu } from "./versions-menu";

type Tab = "fields" | "inspector" | "preview";

/** Designs a template: kinds at the left, the fields in their order, and at the right the chosen one and the real form. */
export function Designer({ template }: { template: TicketTemplate | null }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const canWrite = useCan("write_templates");
  const phone = usePhone();
  const navigate = useNavigate();
  const actions = useTemplateActions();
  const state = useDesign(`templates/${user.id}/${template?.id ?? "new"}`, template, emptyDesign);
  const { design, changes } = state;
  const [selected, setSelected] = useState<string | null>(null);
  const [fresh, setFresh] = useState<string | null>(null);
  const [tab, setTab] = useState<Tab>("fields");
  const saving = useSaving(state, template, (id) => {
    if (id !== "template") setSelected(id);
  });
  const { faults } = saving;
  const offers = useOffers(design);
  const acts = useFieldActs(state, saving.forgive, (id, isNew) => {
    setSelected(id);
    setFresh(isNew ? id : null);
    if (phone && id !== null) setTab(canWrite ? "inspector" : "preview");
  });
  useHotkeys({ n: () => document.querySelector<HTMLElement>("[data-add-field]")?.click() }, canWrite);

  const field = design.fields.find((one) => one.id === selected);
  const name = design.name.trim() || (template ? template.name : t("templates.untitled"));
  const parent = { label: t("templates.title"), link: { to: "/templates" } };
  const isUnsaved = canWrite && changes > 0;
  // What is copied is what is on screen; what is unsaved here stays unsaved here.
  const copy = async (original: TicketTemplate) => {
    const made = await actions.duplicate({ ...original, ...templateOf(design) });
    if (!made) return;
    saving.leave();
    await navigate({ to: "/templates/$id", params: { id: made.id } });
  };
  const nextVersion = (state.version ?? 0) + 1;

  const steps = (
    <>
      <Tooltip content={t("templates.undo")}>
        <Button
          size="icon"
          variant="ghost"
          aria-label={t("templates.undo")}
          disabled={!state.canUndo}
          onClick={state.undo}
        >
          <Undo2 aria-hidden />
        </Button>
      </Tooltip>
      {template && <VersionsMenu template={template} state={state} />}
    </>
  );
  const tabs: Tab[] = canWrite ? ["fields", "inspector", "preview"] : ["fields", "preview"];

  return (
    <Page
      title={name}
      parent={parent}
      beside={
        <>
          {template && (
            <Badge className="tabular-nums max-[759px]:hidden">
              {t("templates.version", { number: template.version })}
            </Badge>
          )}
          {isUnsaved && (
            <Badge tone="info" className="max-[759px]:px-1.5">
              <PencilLine aria-hidden />
              <span className="max-[759px]:sr-only">{t("templates.changes", { count: changes })}</span>
            </Badge>
          )}
        </>
      }
      actions={
        canWrite && (
          <>
            {!phone && steps}
            {template && (
              <>
                <Button variant="ghost" className="max-[1099px]:hidden" onClick={() => void copy(template)}>
                  <Copy aria-hidden />
                  {t("templates.duplicate")}
                </Button>
                <TemplateMenu
                  template={template}
                  trigger={<Button size="icon" variant="ghost" aria-label={t("actions.more")} />}
                  onDuplicate={() => void copy(template)}
                  onRemoved={() => {
                    saving.leave();
                    void navigate({ to: "/templates" });
                  }}
                />
              </>
            )}
            <Button
              variant="primary"
              busy={saving.busy && t("actions.saving")}
              disabled={template !== null && changes === 0}
              onClick={() => void saving.save()}
            >
              {template === null ? (
                phone ? (
                  t("actions.create")
                ) : (
                  t("templates.create")
                )
              ) : phone ? (
                t("templates.save")
              ) : (
                <span className="tabular-nums">{t("templates.save_version", { number: nextVersion })}</span>
              )}
            </Button>
          </>
        )
      }
    >
      {phone && (
        <div className="flex shrink-0 items-center gap-1 border-b pr-2 pb-2 pl-4 [&_fieldset]:flex-1 [&_fieldset_button]:flex-1 [&_fieldset_button]:justify-center">
          <Segmented
            label={t("templates.tabs")}
            value={tab}
            onChange={setTab}
            choices={tabs.map((one) => ({ value: one, label: t(`templates.tab_${one}`) }))}
          />
          {canWrite && steps}
        </div>
      )}
      <div className="flex min-h-0 flex-1">
        {canWrite && <Palette groups={offers} onAdd={acts.add} />}
        {(!phone || tab === "fields") && (
          <Canvas
            design={design}
            selected={selected}
            faults={faults}
            offers={offers}
            acts={acts}
            readOnly={!canWrite}
            head={
              <CanvasHead
                template={template}
                design={design}
                fault={faults.template?.name}
                readOnly={!canWrite}
                onDiscard={state.isRestored ? state.discard : null}
                onName={(next) => {
                  saving.forgive("template");
                  state.update((before) => ({ ...before, name: next }), "name");
                }}
              />
            }
          />
        )}
        {(!phone || tab !== "fields") && (
          <div className="flex w-[368px] shrink-0 flex-col max-[1099px]:w-[320px] max-[759px]:w-full max-[759px]:min-w-0 max-[759px]:shrink min-[760px]:border-l">
            {canWrite && (!phone || tab === "inspector") && (
              <div className="overflow-y-auto min-[760px]:max-h-[58%] min-[760px]:shrink-0 min-[760px]:border-b">
                {field ? (
                  <Inspector
                    key={field.id}
                    field={field}
                    design={design}
                    isStored={state.base.fields.some((one) => one.id === field.id)}
                    faults={faults[field.id] ?? {}}
                    isFresh={fresh === field.id}
                    onChange={(patch, what) => {
                      saving.forgive(field.id);
                      state.update((before) => change(before, field.id, patch), `${field.id} ${what}`);
                    }}
                    onDuplicate={() => acts.duplicate(field.id)}
                    onRemove={() => acts.remove(field.id)}
                  />
                ) : (
                  <p className="px-5 py-4 text-muted-foreground max-[759px]:px-4">{t("templates.nothing_chosen")}</p>
                )}
              </div>
            )}
            {(!phone || tab === "preview") && <Preview design={design} current={field?.key ?? null} />}
          </div>
        )}
      </div>
      {saving.conflict}
      <LeaveDialog isUnsaved={isUnsaved} leaving={saving.leaving} onDiscard={state.forget} />
    </Page>
  );
}
