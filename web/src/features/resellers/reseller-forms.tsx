import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type Reseller, resellers } from "@/api/resellers";
import { EditForm } from "@/components/form/edit-form";
import { TextField } from "@/components/form/fields";
import { ResourceForm, type Values } from "@/components/form/resource-form";
import { FormSheet } from "@/components/form-sheet";
import { tell } from "@/components/toasts";
import { percentConstraint, toShare } from "./percent";
import { PercentField } from "./percent-field";

/** What a reseller is called, and whom one writes to. */
function NameAndContact() {
  const { t } = useTranslation();
  return (
    <>
      <TextField name="name" label={t("reseller.name")} autoComplete="off" autoFocus />
      <TextField
        name="contact_email"
        label={t("reseller.contact_email")}
        help={t("reseller.contact_help")}
        type="email"
        autoComplete="off"
      />
    </>
  );
}

export function NewResellerPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (
    <FormSheet title={t("reseller.new")} onClose={onClose}>
      <ResourceForm
        operation="POST /api/resellers"
        constraints={{ commission_rate: percentConstraint }}
        draftKey="resellers/new"
        initial={{ name: "", contact_email: "", commission_rate: "25" }}
        submitLabel={t("reseller.create")}
        busyLabel={t("actions.creating")}
        onCancel={onClose}
        onSubmit={async (values) => {
          const name = String(values.name).trim();
          const made = await resellers.create(queries, {
            name,
            contact_email: String(values.contact_email).trim() || null,
            commission_rate: toShare(String(values.commission_rate)),
          });
          tell(t("reseller.created_toast", { name }));
          await navigate({ to: "/resellers/$id", params: { id: made.row.id }, search: { tab: "people" } });
        }}
      >
        <NameAndContact />
        <PercentField name="commission_rate" label={t("reseller.rate")} help={t("reseller.rate_help")} />
      </ResourceForm>
    </FormSheet>
  );
}

function toValues(reseller: Reseller): Values {
  return { name: reseller.name, contact_email: reseller.contact_email ?? "" };
}

export function EditResellerPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { data: reseller } = useQuery(resellers.one(id));
  if (!reseller) return null;
  return (
    <FormSheet title={reseller.name} onClose={onClose}>
      <EditForm
        resource={resellers}
        row={reseller}
        toValues={toValues}
        toPatch={({ name, contact_email: email }) => ({
          ...(typeof name === "string" && { name }),
          ...(email !== undefined && { contact_email: typeof email === "string" ? email : null }),
        })}
        labels={{ name: t("reseller.name"), contact_email: t("reseller.contact_email") }}
        title={reseller.name}
        onDone={onClose}
      >
        <NameAndContact />
      </EditForm>
    </FormSheet>
  );
}
