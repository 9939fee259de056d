import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { type User, users } from "@/api/resources";
import { createBody } from "@/components/form/constraints";
import { EditForm } from "@/components/form/edit-form";
import { EnumField, TextField } from "@/components/form/fields";
import { ResourceForm, type Values } from "@/components/form/resource-form";
import { tell } from "@/components/toasts";
import { isRole, nameOf } from "./user-parts";

export function NewUserForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (
    <ResourceForm
      operation="POST /api/users"
      draftKey="users/new"
      initial={{ email: "", name: "", role: "staff" }}
      submitLabel={t("users.create")}
      busyLabel={t("users.creating")}
      onCancel={onDone}
      onSubmit={async (values, constraints) => {
        const body = createBody(values, constraints);
        const email = String(body.email ?? "");
        const created = await users.create(queries, {
          email,
          name: String(body.name ?? ""),
          ...(isRole(body.role) && { role: body.role }),
        });
        tell(t("users.invited", { email }));
        await navigate({ to: "/settings/users/$id", params: { id: created.row.id } });
      }}
    >
      <TextField name="email" label={t("users.email")} type="email" autoComplete="off" autoFocus />
      <TextField name="name" label={t("users.name")} autoComplete="off" />
      <EnumField name="role" label={t("users.role")} enumName="user_role" help={t("users.role_help")} />
    </ResourceForm>
  );
}

export function userLabels(t: TFunction): Record<string, string> {
  return {
    email: t("users.email"),
    name: t("users.name"),
    role: t("users.role"),
    status: t("users.status"),
    timezone: t("users.time_zone"),
  };
}

function toValues(user: User): Values {
  return { name: user.name ?? "", role: user.role };
}

export function EditUserForm({ user, onDone }: { user: User; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <EditForm
      resource={users}
      row={user}
      toValues={toValues}
      toPatch={(values) => ({
        ...(typeof values.name === "string" && { name: values.name }),
        ...(isRole(values.role) && { role: values.role }),
      })}
      labels={userLabels(t)}
      title={nameOf(user)}
      onDone={onDone}
    >
      <TextField name="name" label={t("users.name")} autoComplete="off" autoFocus />
      <EnumField name="role" label={t("users.role")} enumName="user_role" help={t("users.role_help")} />
    </EditForm>
  );
}
