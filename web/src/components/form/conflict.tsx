import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button";
import { Dialog, DialogClose, DialogContent, DialogDescription, DialogFooter, DialogTitle } from "../ui/dialog";

/** A field and its three values as they read. */
export type Clash = { field: string; label: string; mine: ReactNode; theirs: ReactNode; original: ReactNode };
type Side = "mine" | "theirs" | "original";
export type Decisions = Record<string, Side>;

type ConflictProps = { clashes: readonly Clash[]; onDecide: (decisions: Decisions | null) => void };

/** Two people changed the same field: one of them decides which value stands. Other fields were merged already. */
export function ConflictDialog({ clashes, onDecide }: ConflictProps) {
  const { t } = useTranslation();
  const [decisions, setDecisions] = useState<Decisions>({});
  return (
    <Dialog open={clashes.length > 0} onOpenChange={(open) => !open && onDecide(null)}>
      <DialogContent>
        <DialogTitle>{t("conflict.title", { count: clashes.length, field: clashes[0]?.label ?? "" })}</DialogTitle>
        <DialogDescription>{t("conflict.text")}</DialogDescription>
        {clashes.map((clash) => (
          <RadioGroup
            key={clash.field}
            aria-label={clash.label}
            value={decisions[clash.field] ?? "mine"}
            onValueChange={(side: Side) => setDecisions({ ...decisions, [clash.field]: side })}
            className="flex flex-col gap-1.5"
          >
            {clashes.length > 1 && <p className="text-xs font-medium text-muted-foreground">{clash.label}</p>}
            <SideRow side="mine" label={t("conflict.mine")} value={clash.mine} />
            <SideRow side="theirs" label={t("conflict.theirs")} value={clash.theirs} />
            <SideRow side="original" label={t("conflict.original")} value={clash.original} />
          </RadioGroup>
        ))}
        <DialogFooter>
          <DialogClose render={<Button variant="ghost" />}>{t("actions.cancel")}</DialogClose>
          <Button variant="primary" onClick={() => onDecide(decisions)}>
            {t("conflict.save")}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

function SideRow({ side, label, value }: { side: Side; label: string; value: ReactNode }) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: Base UI's radio inside is the control.
    <label className="flex min-h-10 items-center gap-2.5 rounded-sm border border-border-strong px-3 py-2 has-data-checked:border-ring has-data-checked:bg-selection">
      <Radio.Root
        value={side}
        className="grid size-4 shrink-0 place-items-center rounded-full border-[1.5px] border-input bg-card data-[checked]:border-primary data-[checked]:bg-primary"
      >
        <Radio.Indicator className="size-1.5 rounded-full bg-primary-foreground data-[unchecked]:hidden" />
      </Radio.Root>
      <span className="shrink-0">{label}</span>
      <span className="ml-auto min-w-0 truncate text-right font-medium">{value || t("conflict.empty")}</span>
    </label>
  );
}
