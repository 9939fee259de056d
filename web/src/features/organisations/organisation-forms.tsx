import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { choiceOf, metaQuery, useEnum } from "@/api/meta";
import { inviteFirstAdmin, type Operated, organisations } from "@/api/organisations";
import { EditForm } from "@/components/form/edit-form";
import { SelectField, TextField } from "@/components/form/fields";
import { ResourceForm } from "@/components/form/resource-form";
import { FormSheet } from "@/components/form-sheet";
import { tell } from "@/components/toasts";
import { formatMoney } from "@/lib/format";

type PlanCode = Operated["plan"];

function isPlan(value: unknown): value is PlanCode {
  return value === "starter" || value === "pro" || value === "enterprise";
}

/** The plans with what each costs. */
function PlanField({ help }: { help?: string }) {
  const { t } = useTranslation();
  const plans = useQuery(metaQuery).data?.plans ?? [];
  const choices = plans.map((plan) => ({
    value: plan.code,
    label: `${plan.name}, ${formatMoney(plan.monthly_price, "GBP")} ${t("charges.a_month")}`,
  }));
  return <SelectField name="plan" label={t("organisations.plan")} choices={choices} {...(help && { help })} />;
}

/** Whom to invite first; what the two fields are called is the request's. */
function AdminFields({ name, email, autoFocus = false }: { name: string; email: string; autoFocus?: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <TextField name={name} label={t("organisations.admin_name")} autoComplete="off" autoFocus={autoFocus} />
      <TextField
        name={email}
        label={t("organisations.admin_email")}
        type="email"
        autoComplete="off"
        help={t("organisations.admin_help")}
      />
    </>
  );
}

export function NewOrganisationPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (
    <FormSheet title={t("organisations.new")} onClose={onClose}>
      <ResourceForm
        operation="POST /api/organisations"
        draftKey="organisations/new"
        initial={{ name: "", plan: "starter", admin_name: "", admin_email: "" }}
        submitLabel={t("organisations.create")}
        busyLabel={t("organisations.creating")}
        onCancel={onClose}
        onSubmit={async (values) => {
          const [name, email] = [String(values.name).trim(), String(values.admin_email).trim()];
          const admin = String(values.admin_name).trim();
          const created = await organisations.create(queries, {
            name,
            ...(isPlan(values.plan) && { plan: values.plan }),
            admin_name: admin === "" ? null : admin,
            admin_email: email === "" ? null : email,
          });
          tell(email === "" ? t("organisations.created", { name }) : t("organisations.invited", { name, email }));
          await navigate({ to: "/organisations/$id", params: { id: created.row.id } });
        }}
      >
        <TextField name="name" label={t("organisations.name")} autoComplete="off" autoFocus />
        <PlanField />
        <h3 className="mt-2 border-t pt-4 font-semibold">{t("organisations.admin")}</h3>
        <AdminFields name="admin_name" email="admin_email" />
      </ResourceForm>
    </FormSheet>
  );
}

export function EditOrganisationPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { data: row } = useQuery(organisations.one(id));
  const plans = useEnum("plan");
  if (!row) return null;
  return (
    <FormSheet title={t("organisations.edit_title", { name: row.name })} onClose={onClose}>
      <EditForm
        resource={organisations}
        row={row}
        toValues={({ name, plan }) => ({ name, plan })}
        toPatch={(values) => ({
          ...(typeof values.name === "string" && { name: values.name }),
          ...(isPlan(values.plan) && { plan: values.plan }),
        })}
        labels={{ name: t("organisations.name"), plan: t("organisations.plan") }}
        words={(field, value) => (field === "plan" ? choiceOf(plans, String(value)).label : String(value))}
        title={row.name}
        onDone={onClose}
      >
        <TextField name="name" label={t("organisations.name")} autoComplete="off" autoFocus />
        <PlanField help={t("organisations.plan_help")} />
      </EditForm>
    </FormSheet>
  );
}

export function InviteAdminPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return (
    <FormSheet title={t("organisations.invite")} onClose={onClose}>
      <ResourceForm
        operation="POST /api/organisations/{id}/invite"
        initial={{ name: "", email: "" }}
        submitLabel={t("organisations.invite_send")}
        busyLabel={t("organisations.invite_busy")}
        onCancel={onClose}
        onSubmit={async (values) => {
          const email = String(values.email).trim();
          await inviteFirstAdmin(id, { name: String(values.name).trim(), email });
          await organisations.refresh(queries);
          tell(t("organisations.invite_sent", { email }));
          onClose();
        }}
      >
        <p className="text-muted-foreground">{t("organisations.invite_text")}</p>
        <AdminFields name="name" email="email" autoFocus />
      </ResourceForm>
    </FormSheet>
  );
}
