import { useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type ApiKey, apiKeysQuery, createApiKey, revokeApiKey } from "@/api/account";
import { useTimeZone } from "@/api/session";
import { Moment } from "@/components/dates";
import { EnumText } from "@/components/enum-parts";
import { DateField, EnumField, TextField } from "@/components/form/fields";
import { ResourceForm } from "@/components/form/resource-form";
import { FormSheet } from "@/components/form-sheet";
import { fromLocalField } from "@/lib/format";
import { SecretsPage } from "./secrets-page";

export function ApiKeysPage() {
  return (
    <SecretsPage
      kind="api_keys"
      query={useQuery(apiKeysQuery)}
      icon={KeyRound}
      facts={(key) => <KeyFacts apiKey={key} />}
      revoke={revokeApiKey}
      sheet={(onClose, onMade) => <NewKeySheet onClose={onClose} onMade={onMade} />}
    />
  );
}

function KeyFacts({ apiKey }: { apiKey: ApiKey }) {
  const { t } = useTranslation();
  return (
    <>
      <EnumText name="user_role" value={apiKey.role} />
      {apiKey.expires_at ? (
        <span>
          {t("api_keys.expires")} <Moment at={apiKey.expires_at} />
        </span>
      ) : (
        <span>{t("api_keys.never_expires")}</span>
      )}
    </>
  );
}

const roles: Record<ApiKey["role"], true> = { staff: true, manager: true, admin: true };

function isRole(value: unknown): value is ApiKey["role"] {
  return typeof value === "string" && value in roles;
}

function NewKeySheet({ onClose, onMade }: { onClose: () => void; onMade: (key: string) => void }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const queries = useQueryClient();
  return (
    <FormSheet title={t("api_keys.new")} onClose={onClose}>
      <ResourceForm
        operation="POST /api/api_keys"
        initial={{ name: "", role: "staff", expires_on: "" }}
        submitLabel={t("api_keys.create")}
        busyLabel={t("actions.creating")}
        onCancel={onClose}
        onSubmit={async (values) => {
          const day = String(values.expires_on);
          const made = await createApiKey({
            name: String(values.name).trim(),
            ...(isRole(values.role) && { role: values.role }),
            expires_at: day === "" ? null : fromLocalField(`${day}T23:59`, zone),
          });
          await queries.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
          onClose();
          onMade(made.key);
        }}
      >
        <TextField name="name" label={t("api_keys.name")} help={t("api_keys.name_help")} autoComplete="off" autoFocus />
        <EnumField name="role" label={t("api_keys.role")} enumName="user_role" />
        <DateField name="expires_on" label={t("api_keys.expires")} help={t("api_keys.expires_help")} />
      </ResourceForm>
    </FormSheet>
  );
}
