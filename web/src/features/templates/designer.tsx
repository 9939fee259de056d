import { announce } from "@atlaskit/pragmatic-drag-and-drop-live-region";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useBlocker, useNavigate } from "@tanstack/react-router";
import { Copy, Ellipsis, PencilLine, Star, StarOff, Ticket, Trash2, Undo2 } from "lucide-react";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { tickets } from "@/api/resources";
import { useCan, useMe } from "@/api/session";
import { type TicketTemplate, ticketTemplates } from "@/api/templates";
import { explain } from "@/components/explain";
import { ConflictDialog } from "@/components/form/conflict";
import { Page } from "@/components/page";
import { offerUndo, tellFailure } from "@/components/toasts";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogTitle } from "@/components/ui/dialog";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { Segmented } from "@/components/ui/tabs";
import { Tooltip } from "@/components/ui/tooltip";
import { useUndoable } from "@/components/use-undo";
import { useHotkeys } from "@/lib/hotkeys";
import { usePhone } from "@/lib/media";
import { Canvas, type FieldActs } from "./canvas";
import {
  change,
  type Design,
  duplicate,
  emptyDesign,
  insert,
  move,
  newColumn,
  newField,
  putBack,
  remove,
  templateOf,
} from "./design";
import { type Faults, faultsOf, placeFaults } from "./design-faults";
import { Inspector } from "./inspector";
import { Palette, useOffers } from "./palette";
import { Preview } from "./preview";
import { useTemplateActions } from "./template-actions";
import { type DesignState, useDesign } from "./use-design";
import { VersionsMenu } from "./versions-menu";

type Tab = "fields" | "inspector" | "preview";

/** Designs a template: kinds at the left, the fields in their order, and at the right the chosen one and the real form. */
export function Designer({ template }: { template: TicketTemplate | null }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const canWrite = useCan("write_templates");
  const phone = usePhone();
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
    if (phone && id !== null) setTab("inspector");
  });
  useHotkeys({ n: () => document.querySelector<HTMLElement>("[data-add-field]")?.click() }, canWrite);

  const field = design.fields.find((one) => one.id === selected);
  const name = design.name.trim() || (template ? template.name : t("templates.untitled"));
  const parent = { label: t("templates.title"), link: { to: "/templates" } };
  const isUnsaved = canWrite && changes > 0;
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
            {template && <TemplateMenu template={template} design={design} leave={saving.leave} />}
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
          <div className="w-[368px] shrink-0 overflow-y-auto max-[1099px]:w-[320px] max-[759px]:w-full min-[760px]:border-l">
            {canWrite && (!phone || tab === "inspector") && (
              <div className="min-[760px]:border-b">
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
            {(!phone || tab === "preview" || !canWrite) && <Preview design={design} current={field?.key ?? null} />}
          </div>
        )}
      </div>
      {saving.conflict}
      <LeaveDialog isUnsaved={isUnsaved} leaving={saving.leaving} onDiscard={state.forget} />
    </Page>
  );
}

function useFieldActs(
  state: DesignState,
  forgive: (id: string) => void,
  choose: (id: string | null, isNew: boolean) => void,
): FieldActs {
  const { t } = useTranslation();
  const { design, update } = state;
  const labelOf = (id: string) => design.fields.find((field) => field.id === id)?.label ?? "";
  const moveTo = (id: string, index: number) => {
    const from = design.fields.findIndex((field) => field.id === id);
    const to = Math.max(0, Math.min(design.fields.length - 1, index));
    if (from < 0 || from === to) return;
    // A row that moves in the page loses the focus: it is given back before anybody notices.
    flushSync(() => update((before) => ({ ...before, fields: move(before.fields, from, to) })));
    focusField(id);
    announce(t("templates.moved", { label: labelOf(id), place: to + 1, count: design.fields.length }));
  };
  return {
    select: (id) => choose(id, false),
    rename: (id, label) => {
      forgive(id);
      update((before) => change(before, id, { label }));
    },
    moveTo,
    step: (id, by) => moveTo(id, design.fields.findIndex((field) => field.id === id) + by),
    add: (offer, index = design.fields.length) => {
      const added = offer.key ? newColumn(offer.key, offer.label) : newField(offer.kind, offer.label, design.fields);
      update((before) => insert(before, added, index));
      choose(added.id, offer.key === null);
      announce(t("templates.added", { label: added.label, place: index + 1, count: design.fields.length + 1 }));
    },
    duplicate: (id) => {
      const made = duplicate(design, id, t("templates.copy_label", { label: labelOf(id) }));
      if (!made) return;
      update(() => made.design);
      choose(made.copy.id, true);
    },
    remove: (id) => {
      const index = design.fields.findIndex((field) => field.id === id);
      const gone = design.fields[index];
      if (!gone) return;
      const before = design;
      const neighbour = design.fields[index + 1] ?? design.fields[index - 1];
      flushSync(() => {
        update((now) => remove(now, id));
        choose(null, false);
      });
      if (neighbour) focusField(neighbour.id);
      else document.querySelector<HTMLElement>("[data-add-field]")?.focus();
      offerUndo(t("templates.removed", { label: gone.label }), t("actions.undo"), () => {
        update((now) => putBack(now, before, id));
        choose(id, false);
      });
    },
  };
}

function focusField(id: string): void {
  document
    .querySelector<HTMLElement>(`[data-design-field="${CSS.escape(id)}"] [data-field-button]`)
    ?.focus({ preventScroll: false });
}

/** Sending a design: what is missing is said before, what is refused stands at its field, and nothing is lost. */
function useSaving(state: DesignState, template: TicketTemplate | null, show: (id: string) => void) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const undoable = useUndoable();
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<Faults>({});
  const [busy, setBusy] = useState(false);
  const [theirs, setTheirs] = useState<TicketTemplate | null>(null);
  const leaving = useRef(false);
  const { design, base } = state;
  const missing = faultsOf(design, t);
  // An order that cannot work is said at once; what is only unfinished waits for the first attempt.
  const pressing = Object.fromEntries(
    Object.entries(missing).flatMap(([id, { show_if }]) => (show_if ? [[id, { show_if }]] : [])),
  );
  const faults = merged(tried ? missing : pressing, refused);

  const point = (found: Faults) => {
    const first = design.fields.find((field) => found[field.id] !== undefined);
    if (found.template?.name) document.querySelector<HTMLElement>("[data-template-name]")?.focus();
    else if (first) show(first.id);
  };

  async function save(over?: TicketTemplate): Promise<void> {
    setTried(true);
    setRefused({});
    if (Object.keys(missing).length > 0) {
      point(missing);
      tellFailure(t("templates.not_saved", { reason: t("templates.faults") }));
      return;
    }
    setBusy(true);
    try {
      const body = templateOf(design);
      const row = over ?? (template && { ...template, version: state.version ?? template.version });
      const written = row
        ? await ticketTemplates.update(queries, row, body)
        : await ticketTemplates.create(queries, body);
      state.restart(written.row);
      setTried(false);
      undoable(t("templates.saved", { name: written.row.name, number: written.row.version }), written.changeSet);
      if (!row) {
        leaving.current = true;
        await navigate({ to: "/templates/$id", params: { id: written.row.id }, replace: true });
      }
    } catch (error) {
      if (error instanceof Problem && error.status === 412 && template) {
        setTheirs(await queries.fetchQuery({ ...ticketTemplates.one(template.id), staleTime: 0 }));
        return;
      }
      const placed = error instanceof Problem ? placeFaults(error.fields, design) : { faults: {}, rest: "" };
      setRefused(placed.faults);
      point(placed.faults);
      const found = Object.keys(placed.faults).length > 0;
      tellFailure(
        t("templates.not_saved", { reason: found ? placed.rest || t("templates.faults") : explain(error, t) }),
      );
    } finally {
      setBusy(false);
    }
  }

  const words = (version: number, fields: readonly unknown[]) =>
    t("templates.somebody", { number: version, fields: t("templates.fields_count", { count: fields.length }) });
  const conflict = (
    <ConflictDialog
      clashes={
        theirs
          ? [
              {
                field: "fields",
                label: t("templates.conflict_fields"),
                mine: t("templates.fields_count", { count: design.fields.length }),
                theirs: words(theirs.version, theirs.fields),
                original: words(state.version ?? 1, base.fields),
              },
            ]
          : []
      }
      onDecide={(decisions) => {
        const newer = theirs;
        setTheirs(null);
        if (!newer || decisions === null) return;
        const side = decisions.fields ?? "mine";
        if (side === "theirs") state.restart(newer);
        else {
          if (side === "original") state.update(() => base);
          state.rebase(newer);
          if (side === "mine") void save(newer);
        }
      }}
    />
  );
  return {
    save: () => save(),
    busy,
    faults,
    conflict,
    leaving,
    /** Goes away without asking: what is unsaved is kept. */
    leave: () => {
      leaving.current = true;
    },
    forgive: (id: string) => setRefused(({ [id]: _forgiven, ...rest }) => rest),
  };
}

function merged(one: Faults, other: Faults): Faults {
  const both: Faults = { ...one };
  for (const [id, faults] of Object.entries(other)) both[id] = { ...faults, ...both[id] };
  return both;
}

type HeadProps = {
  template: TicketTemplate | null;
  design: Design;
  fault: string | undefined;
  readOnly: boolean;
  /** Gives up what was left unsaved before; null once somebody goes on with it. */
  onDiscard: (() => void) | null;
  onName: (name: string) => void;
};

function CanvasHead({ template, design, fault, readOnly, onDiscard, onName }: HeadProps) {
  const { t } = useTranslation();
  return (
    <div className="mb-4">
      {onDiscard && (
        <p className="mb-4 flex items-center justify-between gap-3 rounded-sm bg-info-bg px-3 py-2 text-info-fg">
          {t("templates.restored")}
          <Button variant="link" onClick={onDiscard}>
            {t("forms.discard_draft")}
          </Button>
        </p>
      )}
      {readOnly ? (
        <h2 className="text-xl font-semibold title-tracking">{design.name}</h2>
      ) : (
        <input
          data-template-name
          aria-label={t("templates.name")}
          aria-invalid={fault !== undefined || undefined}
          aria-describedby={fault ? "template-name-fault" : undefined}
          placeholder={t("templates.name_placeholder")}
          value={design.name}
          maxLength={200}
          autoComplete="off"
          // biome-ignore lint/a11y/noAutofocus: a new template begins with its name.
          autoFocus={template === null && design.name === ""}
          onChange={(event) => onName(event.target.value)}
          className="-mx-2 h-9 w-[calc(100%+16px)] rounded-sm bg-transparent px-2 text-xl font-semibold title-tracking placeholder:font-medium placeholder:text-muted-foreground hover:bg-card focus-visible:bg-card aria-invalid:shadow-[0_0_0_1px_var(--destructive)]"
        />
      )}
      {fault && (
        <p id="template-name-fault" role="alert" className="text-xs text-destructive-fg">
          {fault}
        </p>
      )}
      {template && <Usage id={template.id} />}
    </div>
  );
}

function Usage({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(tickets.count({ template_id: [id] }));
  return (
    <p className="min-h-5 text-muted-foreground">
      {data &&
        (data.capped
          ? t("templates.used_by_many", { count: data.total })
          : t("templates.used_by", { count: data.total }))}
    </p>
  );
}

function TemplateMenu({ template, design, leave }: { template: TicketTemplate; design: Design; leave: () => void }) {
  const { t } = useTranslation();
  const canCreate = useCan("write_tickets");
  const navigate = useNavigate();
  const actions = useTemplateActions();
  const copy = async () => {
    const made = await actions.duplicate({ ...template, ...templateOf(design) });
    if (!made) return;
    leave();
    await navigate({ to: "/templates/$id", params: { id: made.id } });
  };
  return (
    <>
      <Button variant="ghost" className="max-[1099px]:hidden" onClick={() => void copy()}>
        <Copy aria-hidden />
        {t("templates.duplicate")}
      </Button>
      <Menu>
        <MenuTrigger render={<Button size="icon" variant="ghost" aria-label={t("actions.more")} />}>
          <Ellipsis aria-hidden />
        </MenuTrigger>
        <MenuContent align="end">
          {canCreate && (
            <MenuItem onClick={() => void navigate({ to: "/tickets/new", search: { template: template.id } })}>
              <Ticket className="size-4" aria-hidden />
              {t("templates.use")}
            </MenuItem>
          )}
          <MenuItem className="min-[1100px]:hidden" onClick={() => void copy()}>
            <Copy className="size-4" aria-hidden />
            {t("templates.duplicate")}
          </MenuItem>
          <MenuItem onClick={() => void actions.setDefault(template, !template.is_default)}>
            {template.is_default ? <StarOff className="size-4" aria-hidden /> : <Star className="size-4" aria-hidden />}
            {template.is_default ? t("templates.unset_default") : t("templates.set_default")}
          </MenuItem>
          <MenuSeparator />
          <MenuItem
            destructive
            onClick={async () => {
              if (!(await actions.remove(template, template.name))) return;
              leave();
              await navigate({ to: "/templates" });
            }}
          >
            <Trash2 className="size-4" aria-hidden />
            {t("actions.delete")}
          </MenuItem>
        </MenuContent>
      </Menu>
    </>
  );
}

type LeaveProps = { isUnsaved: boolean; leaving: React.RefObject<boolean>; onDiscard: () => void };

/** Asks before unsaved work leaves the screen. It is kept either way, unless it is to be forgotten. */
function LeaveDialog({ isUnsaved, leaving, onDiscard }: LeaveProps) {
  const { t } = useTranslation();
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => isUnsaved && !leaving.current && current.pathname !== next.pathname,
    enableBeforeUnload: () => isUnsaved,
    withResolver: true,
  });
  return (
    <Dialog open={status === "blocked"} onOpenChange={(open) => !open && reset?.()}>
      <DialogContent>
        <DialogTitle>{t("templates.leave_title")}</DialogTitle>
        <DialogDescription>{t("templates.leave_text")}</DialogDescription>
        <DialogFooter>
          <Button
            variant="ghost"
            className="mr-auto"
            onClick={() => {
              onDiscard();
              proceed?.();
            }}
          >
            {t("templates.discard")}
          </Button>
          <Button onClick={() => reset?.()}>{t("templates.stay")}</Button>
          <Button variant="primary" onClick={() => proceed?.()}>
            {t("templates.leave")}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
