import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, ArrowRight, ChevronDown, Pencil, Plus, Save, Trash2, UserRound, Users } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Resource, Stored } from "@/api/resource";
import { positionBetween, type SavedView, savedViews, savedViewsOf } from "@/api/saved-views";
import { useCan, useMe } from "@/api/session";
import { first, setParts } from "@/lib/address";
import { explain } from "../explain";
import { tellFailure } from "../toasts";
import { Button } from "../ui/button";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogTitle } from "../ui/dialog";
import { Field, FieldError, FieldLabel } from "../ui/field";
import { Input } from "../ui/input";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "../ui/menu";
import { Switch } from "../ui/switch";
import { useUndoable } from "../use-undo";
import type { FilterField } from "./columns";
import { isSameState, type ListSearch, viewState } from "./list-search";
import { ViewCount, ViewTab } from "./view-tabs";

type Props<Row extends Stored, Fields, Patch extends object> = {
  resource: Resource<Row, Fields, Patch>;
  path: string;
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
  filters: readonly FilterField[];
};

/** The views that people saved for themselves or for everybody, and the button that saves what one sees. */
export function SavedViewTabs<Row extends Stored, Fields, Patch extends object>(props: Props<Row, Fields, Patch>) {
  const { resource, path, search, onSearch, filters } = props;
  const { t } = useTranslation();
  const { support } = useMe();
  // A view belongs to somebody of the organisation: a guest of support has none.
  const canSave = useCan("write_tickets") && support === null;
  const { data } = useQuery(savedViewsOf(resource.name));
  const saved = data?.items ?? [];
  const current = first(search.view);
  const acts = useSavedViewActs(saved);
  const [isSaving, setSaving] = useState(false);
  const [renaming, setRenaming] = useState<SavedView | null>(null);
  return (
    <>
      {saved.map((view) => (
        <span key={view.id} className="flex shrink-0 items-stretch">
          <ViewTab path={path} search={{ ...view.query, view: view.id }} isCurrent={view.id === current}>
            {view.shared && <Users className="size-3.5 text-muted-foreground" aria-label={t("views.shared_note")} />}
            {view.name}
            {view.id === current && !isSameState(view.query, search) && (
              <span className="text-xs font-normal text-muted-foreground italic">{t("views.modified")}</span>
            )}
            <ViewCount resource={resource} filters={filters} search={view.query} />
          </ViewTab>
          {view.id === current && (
            <SavedViewMenu
              view={view}
              saved={saved}
              isModified={!isSameState(view.query, search)}
              onKeep={() => void acts.keep(view, search)}
              onRename={() => setRenaming(view)}
              onShare={() => void acts.share(view)}
              onMove={(step) => void acts.move(view, step)}
              onDelete={async () => {
                if (await acts.remove(view)) onSearch(viewState(search));
              }}
            />
          )}
        </span>
      ))}
      {canSave && first(search.trash) !== "true" && (
        <span className="flex items-center">
          <Button
            variant="ghost"
            size="icon-small"
            aria-label={t("views.save")}
            title={t("views.save")}
            onClick={() => setSaving(true)}
          >
            <Plus aria-hidden />
          </Button>
        </span>
      )}
      {isSaving && (
        <NameDialog
          title={t("views.save_title")}
          text={t("views.save_text")}
          action={t("views.create")}
          name=""
          shared={false}
          onClose={() => setSaving(false)}
          onSave={async (name, shared) => {
            const view = await acts.create(resource.name, name, shared, viewState(search));
            onSearch({ ...search, view: view.id });
          }}
        />
      )}
      {renaming && (
        <NameDialog
          title={t("views.rename_title")}
          action={t("views.rename")}
          name={renaming.name}
          onClose={() => setRenaming(null)}
          onSave={(name) => acts.rename(renaming, name)}
        />
      )}
    </>
  );
}

/** The writes of views, each with its undo. */
function useSavedViewActs(saved: readonly SavedView[]) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const undoable = useUndoable();

  async function tried(view: SavedView, write: () => Promise<string | null>, message: string): Promise<boolean> {
    try {
      undoable(message, await write());
      return true;
    } catch (error) {
      tellFailure(t("views.failed", { name: view.name, reason: explain(error, t) }));
      return false;
    }
  }
  const patch = (view: SavedView, body: Parameters<typeof savedViews.update>[2]) => () =>
    savedViews.update(queries, view, body).then(({ changeSet }) => changeSet);

  return {
    create: async (resource: string, name: string, shared: boolean, search: ListSearch) => {
      const position = positionBetween(saved.at(-1), undefined);
      const query = setParts(search);
      const { row, changeSet } = await savedViews.create(queries, { resource, name, shared, query, position });
      undoable(t("views.created", { name }), changeSet);
      return row;
    },
    rename: async (view: SavedView, name: string) => {
      const { changeSet } = await savedViews.update(queries, view, { name });
      undoable(t("views.renamed", { name }), changeSet);
    },
    keep: (view: SavedView, search: ListSearch) =>
      tried(view, patch(view, { query: setParts(viewState(search)) }), t("views.changed", { name: view.name })),
    share: (view: SavedView) => {
      const words = view.shared ? t("views.unshared_done", view) : t("views.shared_done", view);
      return tried(view, patch(view, { shared: !view.shared }), words);
    },
    move: (view: SavedView, step: -1 | 1) => {
      const at = saved.findIndex((one) => one.id === view.id);
      const position =
        step < 0 ? positionBetween(saved[at - 2], saved[at - 1]) : positionBetween(saved[at + 1], saved[at + 2]);
      return tried(view, patch(view, { position }), t("views.moved", { name: view.name }));
    },
    remove: (view: SavedView) =>
      tried(view, () => savedViews.remove(queries, view), t("views.deleted", { name: view.name })),
  };
}

type MenuProps = {
  view: SavedView;
  saved: readonly SavedView[];
  isModified: boolean;
  onKeep: () => void;
  onRename: () => void;
  onShare: () => void;
  onMove: (step: -1 | 1) => void;
  onDelete: () => void;
};

function SavedViewMenu({ view, saved, isModified, onKeep, onRename, onShare, onMove, onDelete }: MenuProps) {
  const { t } = useTranslation();
  const { user } = useMe();
  const isOwner = view.created_by === user.id;
  const mayChange = isOwner || user.role === "manager" || user.role === "admin";
  if (!mayChange) return null;
  const at = saved.findIndex((one) => one.id === view.id);
  return (
    <Menu>
      <MenuTrigger
        render={
          <Button
            variant="ghost"
            size="icon-small"
            className="-ml-1.5 self-center"
            aria-label={t("views.menu", { name: view.name })}
          />
        }
      >
        <ChevronDown aria-hidden />
      </MenuTrigger>
      <MenuContent>
        {isModified && (
          <>
            <MenuItem onClick={onKeep}>
              <Save className="size-4" aria-hidden />
              {t("views.keep_changes")}
            </MenuItem>
            <MenuSeparator />
          </>
        )}
        <MenuItem onClick={onRename}>
          <Pencil className="size-4" aria-hidden />
          {t("views.rename")}
        </MenuItem>
        {isOwner && (
          <MenuItem onClick={onShare}>
            {view.shared ? <UserRound className="size-4" aria-hidden /> : <Users className="size-4" aria-hidden />}
            {view.shared ? t("views.unshare") : t("views.share")}
          </MenuItem>
        )}
        {at > 0 && (
          <MenuItem onClick={() => onMove(-1)}>
            <ArrowLeft className="size-4" aria-hidden />
            {t("views.left")}
          </MenuItem>
        )}
        {at < saved.length - 1 && (
          <MenuItem onClick={() => onMove(1)}>
            <ArrowRight className="size-4" aria-hidden />
            {t("views.right")}
          </MenuItem>
        )}
        <MenuSeparator />
        <MenuItem destructive onClick={onDelete}>
          <Trash2 className="size-4" aria-hidden />
          {t("views.delete")}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}

type NameProps = {
  title: string;
  text?: string;
  action: string;
  name: string;
  /** Asked where it is given. */
  shared?: boolean;
  onClose: () => void;
  onSave: (name: string, shared: boolean) => Promise<void>;
};

function NameDialog({ title, text, action, name, shared, onClose, onSave }: NameProps) {
  const { t } = useTranslation();
  const { organisation } = useMe();
  const id = useId();
  const [typed, setTyped] = useState(name);
  const [isShared, setShared] = useState(shared ?? false);
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await onSave(typed.trim(), isShared);
      onClose();
    } catch (error) {
      setProblem(explain(error, t));
      setBusy(false);
    }
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        <DialogTitle>{title}</DialogTitle>
        {text && <DialogDescription>{text}</DialogDescription>}
        <form onSubmit={submit} className="flex flex-col gap-4">
          <Field>
            <FieldLabel htmlFor={`${id}-name`}>{t("views.name")}</FieldLabel>
            <Input
              id={`${id}-name`}
              value={typed}
              maxLength={60}
              required
              autoFocus
              onChange={(event) => setTyped(event.target.value)}
            />
            <FieldError>{problem}</FieldError>
          </Field>
          {shared !== undefined && (
            <label htmlFor={`${id}-shared`} className="flex min-h-8 items-center justify-between gap-3">
              {t("views.shared", { organisation: organisation?.name ?? "" })}
              <Switch id={`${id}-shared`} checked={isShared} onCheckedChange={setShared} />
            </label>
          )}
          <DialogFooter>
            <Button onClick={onClose}>{t("actions.cancel")}</Button>
            <Button type="submit" variant="primary" disabled={typed.trim() === ""} busy={isBusy && t("actions.saving")}>
              {action}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
