import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Monitor, Smartphone } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { changePassword, endSession, type Session, sessionsQuery, updateMe } from "@/api/account";
import { metaQuery } from "@/api/meta";
import { meQuery, useMe } from "@/api/session";
import { Moment } from "@/components/dates";
import { explain } from "@/components/explain";
import { PasswordField, TextField, TimeZoneField } from "@/components/form/fields";
import { ResourceForm } from "@/components/form/resource-form";
import { TimeZonePicker } from "@/components/form/time-zone-field";
import { Page } from "@/components/page";
import { SettingsColumn, SettingsSection } from "@/components/settings-parts";
import { FailedPart } from "@/components/states";
import { tell, tellFailure } from "@/components/toasts";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { FieldDescription, FieldLabel } from "@/components/ui/field";
import { Skeleton } from "@/components/ui/skeleton";
import { Switch } from "@/components/ui/switch";
import { Segmented } from "@/components/ui/tabs";
import { deviceOf } from "@/lib/device";
import { deviceTimeZone } from "@/lib/format";
import { setPreference, usePreferences } from "@/lib/preferences";

export function ProfilePage() {
  const { t } = useTranslation();
  return (
    <Page title={t("settings.profile")}>
      <SettingsColumn>
        <Account />
        <Device />
        <Password />
        <Sessions />
      </SettingsColumn>
    </Page>
  );
}

function Account() {
  const { t } = useTranslation();
  const { user, organisation } = useMe();
  const queries = useQueryClient();
  return (
    <SettingsSection title={t("settings.account")} text={user.email}>
      <ResourceForm
        operation="PATCH /api/me"
        layout="inline"
        initial={{ name: user.name ?? "", timezone: user.timezone ?? "" }}
        submitLabel={t("settings.save_profile")}
        busyLabel={t("actions.saving")}
        onSubmit={async (values) => {
          const zone = String(values.timezone ?? "");
          await updateMe({ name: String(values.name).trim(), timezone: zone === "" ? null : zone });
          await queries.invalidateQueries({ queryKey: meQuery.queryKey });
          tell(t("settings.saved"));
        }}
      >
        <TextField name="name" label={t("settings.name")} autoComplete="name" />
        <TimeZoneField
          name="timezone"
          label={t("settings.time_zone")}
          none={t(organisation ? "settings.organisation_zone_name" : "settings.device_zone_name")}
        />
      </ResourceForm>
    </SettingsSection>
  );
}

function Device() {
  const { t } = useTranslation();
  const id = useId();
  const { user, organisation } = useMe();
  const { theme, density, timeZone, shortcuts } = usePreferences();
  const accountZone = user.timezone ?? organisation?.timezone ?? deviceTimeZone();
  return (
    <SettingsSection title={t("preferences.title")}>
      <Choice label={t("preferences.theme")}>
        <Segmented
          label={t("preferences.theme")}
          value={theme}
          onChange={(value) => setPreference("theme", value)}
          choices={[
            { value: "system", label: t("preferences.system") },
            { value: "light", label: t("preferences.light") },
            { value: "dark", label: t("preferences.dark") },
          ]}
        />
      </Choice>
      <Choice label={t("preferences.density")}>
        <Segmented
          label={t("preferences.density")}
          value={density}
          onChange={(value) => setPreference("density", value)}
          choices={[
            { value: "comfortable", label: t("preferences.comfortable") },
            { value: "compact", label: t("preferences.compact") },
          ]}
        />
      </Choice>
      <div className="flex max-w-[480px] flex-col gap-1.5">
        <span className="font-medium">{t("preferences.time_zone")}</span>
        <TimeZonePicker
          label={t("preferences.time_zone")}
          value={timeZone}
          none={t("preferences.account_zone", { zone: accountZone })}
          onPick={(zone) => setPreference("timeZone", zone)}
        />
        <FieldDescription>{t("preferences.time_zone_help")}</FieldDescription>
      </div>
      <div className="flex max-w-[480px] items-center justify-between gap-3">
        <FieldLabel htmlFor={`${id}-keys`}>{t("preferences.shortcuts")}</FieldLabel>
        <Switch
          id={`${id}-keys`}
          checked={shortcuts === "on"}
          onCheckedChange={(on) => setPreference("shortcuts", on ? "on" : "off")}
        />
      </div>
    </SettingsSection>
  );
}

function Choice({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="flex max-w-[480px] flex-wrap items-center justify-between gap-3">
      <span className="font-medium">{label}</span>
      {children}
    </div>
  );
}

function Password() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data: meta } = useQuery(metaQuery);
  return (
    <SettingsSection title={t("settings.password")}>
      <ResourceForm
        operation="POST /api/auth/password"
        layout="inline"
        initial={{ current_password: "", new_password: "" }}
        submitLabel={t("settings.change_password")}
        busyLabel={t("settings.changing")}
        clearAfter
        onSubmit={async (values) => {
          await changePassword({
            current_password: String(values.current_password),
            new_password: String(values.new_password),
          });
          await queries.invalidateQueries({ queryKey: sessionsQuery.queryKey });
          tell(t("settings.password_changed"));
        }}
      >
        <PasswordField name="current_password" label={t("auth.current_password")} autoComplete="current-password" />
        <PasswordField
          name="new_password"
          label={t("auth.new_password")}
          autoComplete="new-password"
          help={t("auth.password_help", { count: meta?.limits.password_min ?? 12 })}
        />
      </ResourceForm>
    </SettingsSection>
  );
}

function Sessions() {
  const { t } = useTranslation();
  const sessions = useQuery(sessionsQuery);
  return (
    <SettingsSection title={t("settings.sessions")} text={t("settings.sessions_text")}>
      {sessions.isPending && (
        <div className="flex flex-col gap-6 py-3" role="status" aria-label={t("lists.loading")}>
          <Skeleton className="w-64" />
          <Skeleton className="w-56" />
        </div>
      )}
      {sessions.isError && (
        <FailedPart onRetry={() => void sessions.refetch()}>{explain(sessions.error, t)}</FailedPart>
      )}
      <ul className="flex flex-col">
        {sessions.data?.items.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
    </SettingsSection>
  );
}

function SessionRow({ session }: { session: Session }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const device = deviceOf(session.user_agent ?? "");
  const Icon = device?.isPhone ? Smartphone : Monitor;
  const end = async () => {
    try {
      await endSession(session.id);
      tell(t("settings.session_ended"));
    } catch (error) {
      tellFailure(explain(error, t));
    }
    await queries.invalidateQueries({ queryKey: sessionsQuery.queryKey });
  };
  return (
    <li className="flex min-h-14 items-center gap-3 border-b py-2 last:border-0">
      <Icon className="size-5 shrink-0 text-muted-foreground" strokeWidth={1.5} aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {device ? t("settings.on", device) : t("settings.unknown_device")}
          {session.is_current && <Badge tone="success">{t("settings.this_device")}</Badge>}
        </p>
        <p className="flex flex-wrap gap-x-2 text-xs text-muted-foreground">
          <span className="tabular-nums">{session.address}</span>
          <span>
            {t("settings.last_used")} <Moment at={session.last_used_at} />
          </span>
        </p>
      </div>
      {!session.is_current && (
        <Button size="small" onClick={() => void end()}>
          {t("settings.end_session")}
        </Button>
      )}
    </li>
  );
}
