import { useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiKey, apiKeysQuery, createApiKey, revokeApiKey } from "@/api/account";
import { useTimeZone } from "@/api/session";
import { Moment } from "@/components/dates";
import { EnumText } from "@/components/enum-parts";
import { explain } from "@/components/explain";
import { DateField, EnumField, TextField } from "@/components/form/fields";
import { ResourceForm } from "@/components/form/resource-form";
import { FormSheet } from "@/components/form-sheet";
import { Page } from "@/components/page";
import { EmptyState, ErrorState } from "@/components/states";
import { tell, tellFailure } from "@/components/toasts";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogTitle,
} from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { fromLocalField } from "@/lib/format";
import { SecretDialog } from "./secret-dialog";
import { SettingsColumn } from "./settings-parts";

export function ApiKeysPage() {
  const { t } = useTranslation();
  const keys = useQuery(apiKeysQuery);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const items = keys.data?.items ?? [];
  const button = (
    <Button variant="primary" onClick={() => setMaking(true)}>
      <Plus aria-hidden />
      {t("settings.new_key")}
    </Button>
  );
  return (
    <Page title={t("settings.api_keys")} actions={items.length > 0 && button}>
      {keys.isPending ? (
        <SettingsColumn>
          <div className="flex flex-col gap-8" role="status" aria-label={t("lists.loading")}>
            <Skeleton className="w-72 max-w-full" />
            <Skeleton className="w-56" />
          </div>
        </SettingsColumn>
      ) : keys.isError && !keys.data ? (
        <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />
      ) : items.length === 0 ? (
        <EmptyState title={t("settings.keys_empty_title")} text={t("settings.keys_empty_text")} actions={button} />
      ) : (
        <SettingsColumn>
          <div>
            <p className="mb-3 text-muted-foreground">{t("settings.keys_text")}</p>
            <ul>
              {items.map((key) => (
                <KeyRow key={key.id} apiKey={key} />
              ))}
            </ul>
          </div>
        </SettingsColumn>
      )}
      {making && <NewKeySheet onClose={() => setMaking(false)} onMade={setMade} />}
      <SecretDialog
        value={made}
        title={t("settings.key_made_title")}
        text={t("settings.key_made_text")}
        doneLabel={t("settings.key_done")}
        onClose={() => setMade(null)}
      />
    </Page>
  );
}

function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const revoke = async () => {
    setAsking(false);
    try {
      await revokeApiKey(apiKey.id);
      tell(t("settings.key_revoked", { name: apiKey.name }));
    } catch (error) {
      tellFailure(explain(error, t));
    }
    await queries.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
  };
  return (
    <li className="flex min-h-14 items-center gap-3 border-b py-2.5">
      <KeyRound className="size-5 shrink-0 text-muted-foreground" strokeWidth={1.5} aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium [overflow-wrap:anywhere]">{apiKey.name}</p>
        <p className="flex flex-wrap gap-x-3 text-xs text-muted-foreground">
          <EnumText name="user_role" value={apiKey.role} />
          {apiKey.expires_at ? (
            <span>
              {t("settings.key_expiry")} <Moment at={apiKey.expires_at} />
            </span>
          ) : (
            <span>{t("settings.key_never")}</span>
          )}
          {apiKey.last_used_at ? (
            <span>
              {t("settings.key_last_used")} <Moment at={apiKey.last_used_at} />
            </span>
          ) : (
            <span>{t("settings.key_unused")}</span>
          )}
        </p>
      </div>
      <Button size="small" aria-label={t("settings.key_revoke", { name: apiKey.name })} onClick={() => setAsking(true)}>
        {t("settings.revoke")}
      </Button>
      <Dialog open={asking} onOpenChange={setAsking}>
        <DialogContent>
          <DialogTitle>{t("settings.key_revoke_title", { name: apiKey.name })}</DialogTitle>
          <DialogDescription>{t("settings.key_revoke_text")}</DialogDescription>
          <DialogFooter>
            <DialogClose render={<Button variant="ghost" />}>{t("actions.cancel")}</DialogClose>
            <Button variant="destructive" onClick={() => void revoke()}>
              {t("settings.key_revoke_action")}
            </Button>
          </DialogFooter>
        </DialogContent>
      </Dialog>
    </li>
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
    <FormSheet title={t("settings.new_key")} onClose={onClose}>
      <ResourceForm
        operation="POST /api/api_keys"
        initial={{ name: "", role: "staff", expires_on: "" }}
        submitLabel={t("settings.create_key")}
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
        <TextField
          name="name"
          label={t("settings.key_name")}
          help={t("settings.key_name_help")}
          autoComplete="off"
          autoFocus
        />
        <EnumField name="role" label={t("settings.key_role")} enumName="user_role" />
        <DateField name="expires_on" label={t("settings.key_expires")} help={t("settings.key_expires_help")} />
      </ResourceForm>
    </FormSheet>
  );
}
