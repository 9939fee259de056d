import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { addRefund, type PastLink, pastLinksQuery, type Refund, refundsQuery, resellers } from "@/api/resellers";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { MoneyField, SelectField, TextField } from "@/components/form/fields";
import { ResourceForm } from "@/components/form/resource-form";
import { FormSheet } from "@/components/form-sheet";
import { addMonths, currentMonth } from "@/components/statement/months";
import { Amount, currency } from "@/components/statement/statement-parts";
import { tell } from "@/components/toasts";
import { Button } from "@/components/ui/button";
import { useAct } from "@/components/use-act";
import { formatMoney, formatMonth } from "@/lib/format";
import type { TabProps } from "./reseller-page";
import { TabFrame, TabRowItem } from "./tab-frame";

/** Money that went back to organisations of the reseller; the commission on it is taken back. */
export function ResellerRefunds({ reseller }: TabProps) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const query = useQuery(refundsQuery(reseller.id));
  const links = useQuery(pastLinksQuery(reseller.id)).data?.items ?? [];
  return (
    <>
      <TabFrame
        query={query}
        text={t("reseller.refunds_text")}
        action={
          links.length > 0 && (
            <Button variant="primary" onClick={() => setAdding(true)}>
              <Plus aria-hidden />
              {t("reseller.new_refund")}
            </Button>
          )
        }
        isEmpty={({ items }) => items.length === 0}
        empty={{
          title: t("reseller.no_refunds"),
          text: t(links.length > 0 ? "reseller.refunds_text" : "reseller.nobody_to_refund"),
        }}
      >
        {({ items }) => (
          <ul aria-label={t("reseller.tab.refunds")} className="border-t">
            {items.map((refund) => (
              <RefundRow key={refund.id} refund={refund} />
            ))}
          </ul>
        )}
      </TabFrame>
      {adding && <RefundSheet links={links} onClose={() => setAdding(false)} />}
    </>
  );
}

function RefundRow({ refund }: { refund: Refund }) {
  const { t } = useTranslation();
  const act = useAct(resellers);
  const [asking, setAsking] = useState(false);
  const amount = formatMoney(refund.amount, currency);
  const { organisation_id, month, reason } = refund;
  const takeBack = () =>
    act(
      () => addRefund({ organisation_id, month, amount: `-${refund.amount}`, reason }),
      t("reseller.refund_back_toast", { amount, name: refund.organisation_name }),
    );
  return (
    <>
      <TabRowItem
        title={refund.organisation_name}
        text={t("reseller.refund_of", { month: formatMonth(`${month}-01`), reason })}
        end={
          <>
            <Amount amount={refund.amount} className="font-medium" />
            {refund.amount.startsWith("-") ? (
              <span className="size-[30px] pointer-coarse:size-11" />
            ) : (
              <Button
                variant="ghost"
                size="icon"
                aria-label={t("reseller.refund_back", { amount, name: refund.organisation_name })}
                title={t("reseller.refund_back_action")}
                onClick={() => setAsking(true)}
              >
                <Undo2 aria-hidden />
              </Button>
            )}
          </>
        }
      />
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("reseller.refund_back_title", { amount, name: refund.organisation_name })}
        text={t("reseller.refund_back_text")}
        action={t("reseller.refund_back_action")}
        onConfirm={takeBack}
      />
    </>
  );
}

const monthsBack = 24;

function RefundSheet({ links, onClose }: { links: readonly PastLink[]; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const names = new Map(links.map((one) => [one.organisation_id, one.organisation_name]));
  const months = Array.from({ length: monthsBack }, (_, back) => addMonths(currentMonth(), -back));
  return (
    <FormSheet title={t("reseller.new_refund")} onClose={onClose}>
      <ResourceForm
        operation="POST /api/refunds"
        initial={{ organisation_id: "", month: addMonths(currentMonth(), -1), amount: "", reason: "" }}
        submitLabel={t("reseller.add_refund")}
        busyLabel={t("actions.saving")}
        onCancel={onClose}
        onSubmit={async (values) => {
          const organisation_id = String(values.organisation_id);
          const amount = String(values.amount).trim();
          await addRefund({
            organisation_id,
            month: String(values.month),
            amount,
            reason: String(values.reason).trim(),
          });
          await resellers.refresh(queries);
          tell(t("reseller.refund_toast", { amount: formatMoney(amount, currency), name: names.get(organisation_id) }));
          onClose();
        }}
      >
        <SelectField
          name="organisation_id"
          label={t("reseller.organisation")}
          choices={[...names].map(([value, label]) => ({ value, label }))}
        />
        <SelectField
          name="month"
          label={t("reseller.refund_month")}
          help={t("reseller.refund_help")}
          choices={months.map((value) => ({ value, label: formatMonth(`${value}-01`) }))}
        />
        <MoneyField name="amount" label={t("reseller.refund_amount")} />
        <TextField
          name="reason"
          label={t("reseller.refund_reason")}
          help={t("reseller.refund_reason_help")}
          autoComplete="off"
        />
      </ResourceForm>
    </FormSheet>
  );
}
