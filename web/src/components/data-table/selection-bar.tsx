import { Trash2, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatCount } from "@/lib/format";
import { DateMenu } from "../date-menu";
import { EnumMenu } from "../enum-menu";
import { ReferencePicker } from "../reference-picker";
import { Button } from "../ui/button";
import { Kbd } from "../ui/kbd";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "../ui/menu";
import type { BulkEdit } from "./columns";
import type { Selection } from "./use-selection";

type SelectionBarProps<Patch> = {
  selection: Selection;
  total: number | undefined;
  capped: boolean;
  edits: readonly BulkEdit<Patch>[];
  busy: boolean;
  onEdit: (edit: BulkEdit<Patch>, value: string | null, label: string) => void;
  onDelete: () => void;
};

/** Floats above the foot while rows are chosen; the keys stand on its buttons. */
export function SelectionBar<Patch>(props: SelectionBarProps<Patch>) {
  const { selection, total, capped, edits, busy, onEdit, onDelete } = props;
  const { t } = useTranslation();
  const all = total ?? 0;
  const count = selection.everything ? all : selection.count;
  if (count === 0) return null;
  const words = formatCount(count) + (selection.everything && capped ? "+" : "");
  return (
    <div
      role="toolbar"
      aria-label={t("lists.bulk")}
      className="absolute bottom-12 left-1/2 z-[var(--z-sticky)] flex max-w-[calc(100%-1rem)] -translate-x-1/2 flex-wrap items-center gap-0.5 rounded-lg bg-popover p-[5px] whitespace-nowrap shadow-lift max-[759px]:bottom-3"
    >
      <span className="pr-2.5 pl-2 font-semibold tabular-nums" aria-live="polite">
        {t("lists.selected", { count: words })}
      </span>
      {!selection.everything && all > selection.count && (
        <Button variant="link" className="mr-2" onClick={selection.chooseEverything}>
          {t("lists.select_everything", { count: formatCount(all) + (capped ? "+" : "") })}
        </Button>
      )}
      <Divider />
      {edits.map((edit) => (
        <BulkEditButton key={edit.id} edit={edit} busy={busy} onEdit={onEdit} />
      ))}
      <Divider />
      <Button variant="quiet" size="icon" aria-label={t("actions.delete")} disabled={busy} onClick={onDelete}>
        <Trash2 aria-hidden />
      </Button>
      <Button variant="quiet" size="icon" aria-label={t("lists.clear_selection")} onClick={selection.clear}>
        <X aria-hidden />
      </Button>
    </div>
  );
}

function Divider() {
  return <span className="mx-1 h-[18px] w-px bg-border" aria-hidden />;
}

type EditProps<Patch> = Pick<SelectionBarProps<Patch>, "busy" | "onEdit"> & { edit: BulkEdit<Patch> };

function BulkEditButton<Patch>({ edit, busy, onEdit }: EditProps<Patch>) {
  const trigger = <Button variant="quiet" disabled={busy} data-bulk-shortcut={edit.keys || undefined} />;
  const face = (
    <>
      {edit.label}
      {edit.keys !== "" && <Kbd aria-hidden>{edit.keys.toUpperCase()}</Kbd>}
    </>
  );
  if (edit.kind === "enum") {
    return (
      <EnumMenu name={edit.name} value={null} onPick={(value, label) => onEdit(edit, value, label)} trigger={trigger}>
        {face}
      </EnumMenu>
    );
  }
  if (edit.kind === "date") {
    return (
      <DateMenu
        label={edit.label}
        value=""
        none={edit.none}
        onPick={(value, words) => onEdit(edit, value, words)}
        trigger={trigger}
      >
        {face}
      </DateMenu>
    );
  }
  if (edit.kind === "flag") {
    return (
      <Menu>
        <MenuTrigger render={trigger}>{face}</MenuTrigger>
        <MenuContent>
          <MenuItem onClick={() => onEdit(edit, "true", edit.yes)}>{edit.yes}</MenuItem>
          <MenuItem onClick={() => onEdit(edit, "false", edit.no)}>{edit.no}</MenuItem>
        </MenuContent>
      </Menu>
    );
  }
  return (
    <ReferencePicker
      kind="user"
      label={edit.label}
      value={null}
      none={edit.none}
      onPick={(person) => onEdit(edit, person?.id ?? null, person?.name ?? edit.none)}
      trigger={trigger}
    >
      {face}
    </ReferencePicker>
  );
}
