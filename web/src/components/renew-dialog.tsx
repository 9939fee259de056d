import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowRight, TriangleAlert } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { type RenewalMeant, refreshRenewed, renewService, renewServices, services } from "@/api/services";
import { useTimeZone } from "@/api/session";
import { formatDate, todayIn } from "@/lib/format";
import { nextRenewal } from "@/lib/renewal-date";
import { explain } from "./explain";
import { Money } from "./money";
import { worth } from "./service-worth";
import { tellFailure } from "./toasts";
import { Button } from "./ui/button";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogTitle } from "./ui/dialog";
import { Field, FieldLabel } from "./ui/field";
import { Textarea } from "./ui/input";
import { Select } from "./ui/select";
import { Skeleton } from "./ui/skeleton";
import { useUndoable } from "./use-undo";

type FollowUp = "ticket" | "event" | null;
type Added = { notes: string; followUp: FollowUp };

type DialogProps = {
  /** What is renewed; null while the dialog is closed. */
  meant: RenewalMeant | null;
  onClose: () => void;
};

/** Renews one service: from which day to which, at what amount, with a note and what is left behind for somebody to do. */
export function RenewDialog({ meant, onClose }: DialogProps) {
  return (
    <Dialog open={meant !== null} onOpenChange={(open) => !open && onClose()}>
      <DialogContent>{meant && <RenewOne key={meant.id} meant={meant} onClose={onClose} />}</DialogContent>
    </Dialog>
  );
}

function RenewOne({ meant, onClose }: { meant: RenewalMeant; onClose: () => void }) {
  const { t } = useTranslation();
  const today = todayIn(useTimeZone());
  const queries = useQueryClient();
  const undoable = useUndoable();
  const { data: service } = useQuery(services.one(meant.id));
  const [added, setAdded] = useState<Added>({ notes: "", followUp: null });
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const name = service?.product_name ?? "";
  const next =
    service?.renewal_date && nextRenewal(service.renewal_date, service.billing_period, service.renewal_anchor_day);
  const amount = service ? worth(service).amount : null;

  const renew = async () => {
    setBusy(true);
    try {
      const { row, changeSet } = await renewService(meant, body(added));
      onClose();
      await refreshRenewed(queries);
      undoable(t("renew.done", { name, day: formatDate(row.renewal_date ?? "", today) }), changeSet);
    } catch (error) {
      setRefused(explain(error, t));
      setBusy(false);
      // Somebody was faster: what is shown becomes what is.
      if (error instanceof Problem && error.status === 409) await refreshRenewed(queries);
    }
  };

  return (
    <>
      <DialogTitle>{t("renew.title", { name })}</DialogTitle>
      <DialogDescription>{service ? service.contact_name : <Skeleton className="w-40" />}</DialogDescription>
      <dl className="grid grid-cols-[1fr_auto_1fr_auto] items-end gap-x-3 gap-y-0.5 rounded-lg border bg-card px-3.5 py-3">
        <dt className="text-xs text-muted-foreground">{t("renew.now")}</dt>
        <dd className="row-start-2 font-medium tabular-nums" data-field={`${meant.id}/renewal_date`}>
          {service?.renewal_date ? formatDate(service.renewal_date, today) : "…"}
        </dd>
        <ArrowRight className="row-start-2 size-4 self-center text-muted-foreground" aria-hidden />
        <dt className="col-start-3 row-start-1 text-xs text-muted-foreground">{t("renew.next")}</dt>
        <dd className="row-start-2 font-medium tabular-nums">{next ? formatDate(next, today) : "…"}</dd>
        <dt className="col-start-4 row-start-1 text-right text-xs text-muted-foreground">{t("renew.amount")}</dt>
        <dd className="col-start-4 row-start-2 text-right font-semibold">
          {amount === null ? "…" : <Money amount={amount} />}
        </dd>
      </dl>
      {refused !== null && <Refusal>{refused}</Refusal>}
      <AddedFields added={added} onChange={setAdded} />
      <DialogFooter>
        <Button onClick={onClose}>{t(refused === null ? "actions.cancel" : "actions.close")}</Button>
        {refused === null && (
          <Button variant="primary" disabled={!next} busy={busy && t("renew.busy")} onClick={() => void renew()}>
            {t("renew.act")}
          </Button>
        )}
      </DialogFooter>
    </>
  );
}

type SeveralProps = {
  meant: readonly RenewalMeant[];
  /** What they are worth together. */
  amount: string;
  /** Answers whether they were renewed. */
  onClose: (renewed: boolean) => void;
};

/** Renews several services in one change, which one undo takes back. */
export function RenewSeveralDialog({ meant, amount, onClose }: SeveralProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const [added, setAdded] = useState<Added>({ notes: "", followUp: null });
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);

  const renew = async () => {
    setBusy(true);
    try {
      const { renewed, left, change_set_id } = await renewServices(meant, body(added));
      onClose(true);
      await refreshRenewed(queries);
      if (renewed.length > 0) undoable(t("renew.several_done", { count: renewed.length }), change_set_id);
      if (left.length > 0) tellFailure(t("renew.left", { count: left.length }));
    } catch (error) {
      setRefused(explain(error, t));
      setBusy(false);
    }
  };

  return (
    <Dialog open onOpenChange={(open) => !open && onClose(false)}>
      <DialogContent>
        <DialogTitle>{t("renew.several_title", { count: meant.length })}</DialogTitle>
        <DialogDescription>{t("renew.several_text")}</DialogDescription>
        <p className="flex items-center justify-between rounded-lg border bg-card px-3.5 py-3">
          <span className="text-muted-foreground">{t("renew.amount")}</span>
          <Money amount={amount} className="font-semibold" />
        </p>
        {refused !== null && <Refusal>{t("renew.failed", { reason: refused })}</Refusal>}
        <AddedFields added={added} onChange={setAdded} />
        <DialogFooter>
          <Button onClick={() => onClose(false)}>{t("actions.cancel")}</Button>
          <Button variant="primary" busy={busy && t("renew.busy")} onClick={() => void renew()}>
            {t("renew.act")}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

function body({ notes, followUp }: Added) {
  return { notes: notes.trim() || null, follow_up: followUp };
}

function Refusal({ children }: { children: ReactNode }) {
  return (
    <p role="alert" className="flex gap-2 rounded-md bg-warning-bg px-3 py-2 text-warning-fg">
      <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
      {children}
    </p>
  );
}

function AddedFields({ added, onChange }: { added: Added; onChange: (added: Added) => void }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <>
      <Field>
        <FieldLabel htmlFor={`${id}-follow-up`}>{t("renew.follow_up")}</FieldLabel>
        <Select
          id={`${id}-follow-up`}
          value={added.followUp}
          empty={t("renew.nothing")}
          choices={[
            { value: "ticket", label: t("renew.ticket") },
            { value: "event", label: t("renew.event") },
          ]}
          onChange={(value) => onChange({ ...added, followUp: value === "ticket" || value === "event" ? value : null })}
        />
      </Field>
      <Field>
        <FieldLabel htmlFor={`${id}-notes`}>{t("renew.notes")}</FieldLabel>
        <Textarea
          id={`${id}-notes`}
          value={added.notes}
          maxLength={50_000}
          onChange={(event) => onChange({ ...added, notes: event.target.value })}
        />
      </Field>
    </>
  );
}
