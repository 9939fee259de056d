import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { grantSupport, operatorsQuery } from "@/api/support";
import { LongTextField, SelectField } from "@/components/form/fields";
import { ResourceForm } from "@/components/form/resource-form";
import { FormSheet } from "@/components/form-sheet";
import { tell } from "@/components/toasts";

const durations = [1, 4, 8, 24, 72, 168];

export function GrantForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data: operators } = useQuery(operatorsQuery);
  return (
    <FormSheet title={t("support.new")} onClose={onClose}>
      <ResourceForm
        operation="POST /api/support_grants"
        initial={{ reason: "", operator_id: "", access: "read", hours: "24" }}
        submitLabel={t("support.grant")}
        busyLabel={t("support.granting")}
        onCancel={onClose}
        onSubmit={async (values) => {
          await grantSupport(queries, {
            reason: String(values.reason).trim(),
            operator_id: values.operator_id ? String(values.operator_id) : null,
            access: values.access === "write" ? "write" : "read",
            hours: Number(values.hours),
          });
          onClose();
          tell(t("support.granted"));
        }}
      >
        <LongTextField name="reason" label={t("support.reason")} help={t("support.reason_help")} />
        <SelectField
          name="access"
          label={t("support.access")}
          help={t("support.access_help")}
          choices={[
            { value: "read", label: t("support.access_read") },
            { value: "write", label: t("support.access_write") },
          ]}
        />
        <SelectField
          name="hours"
          label={t("support.duration")}
          choices={durations.map((hours) => ({
            value: String(hours),
            label: hours < 24 ? t("support.hours", { count: hours }) : t("support.days", { count: hours / 24 }),
          }))}
        />
        <SelectField
          name="operator_id"
          label={t("support.operator")}
          empty={t("support.any_operator")}
          choices={(operators?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </ResourceForm>
    </FormSheet>
  );
}
