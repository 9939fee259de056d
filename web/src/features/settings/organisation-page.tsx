import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Organisation, organisationQuery, seatsQuery, updateOrganisation } from "@/api/account";
import { metaQuery } from "@/api/meta";
import { meQuery, useCan } from "@/api/session";
import { Charges } from "@/components/charges";
import { SelectField, TextField, TimeZoneField } from "@/components/form/fields";
import { ResourceForm } from "@/components/form/resource-form";
import { Money } from "@/components/money";
import { Fact, Facts, Page } from "@/components/page";
import { SettingsColumn, SettingsSection } from "@/components/settings-parts";
import { ErrorState } from "@/components/states";
import { tell } from "@/components/toasts";
import { buttonVariants } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";

const currencies = ["GBP", "EUR", "USD", "CAD", "AUD"];

export function OrganisationPage() {
  const { t } = useTranslation();
  const query = useQuery(organisationQuery);
  const canWrite = useCan("write_organisation");
  const canExport = useCan("export_organisation");
  return (
    <Page title={t("settings.organisation")}>
      {query.isError && !query.data ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <SettingsColumn>
          <SettingsSection title={t("settings.organisation")} text={t("settings.organisation_text")}>
            {query.data ? (
              <OrganisationDetails organisation={query.data} />
            ) : (
              <div className="flex flex-col gap-6" role="status" aria-label={t("lists.loading")}>
                <Skeleton className="w-64" />
                <Skeleton className="w-48" />
              </div>
            )}
          </SettingsSection>
          {query.data && <PlanSection organisation={query.data} />}
          {canWrite && (
            <SettingsSection title={t("charges.own_title")} text={t("charges.own_text")}>
              <Charges id={null} />
            </SettingsSection>
          )}
          {canExport && (
            <SettingsSection title={t("take_out.title")} text={t("take_out.text")}>
              <a href="/api/organisation/export" download className={buttonVariants({ className: "self-start" })}>
                <Download aria-hidden />
                {t("take_out.download")}
              </a>
            </SettingsSection>
          )}
        </SettingsColumn>
      )}
    </Page>
  );
}

function OrganisationDetails({ organisation }: { organisation: Organisation }) {
  const { t } = useTranslation();
  const canWrite = useCan("write_organisation");
  const queries = useQueryClient();
  const currency = organisation.currency ?? "GBP";
  if (!canWrite) {
    return (
      <>
        <Facts>
          <Fact label={t("settings.organisation_name")}>{organisation.name}</Fact>
          <Fact label={t("settings.currency")}>{currency}</Fact>
          <Fact label={t("settings.organisation_zone")}>{organisation.timezone}</Fact>
          <Fact label={t("renewals.reminder_days")}>
            {organisation.renewal_reminder_days === null
              ? t("renewals.reminder_never")
              : t("renewals.reminder_days_value", { count: organisation.renewal_reminder_days })}
          </Fact>
        </Facts>
        <p className="text-xs text-muted-foreground">{t("settings.read_only")}</p>
      </>
    );
  }
  const choices = currencies.includes(currency) ? currencies : [currency, ...currencies];
  return (
    <ResourceForm
      key={organisation.version}
      operation="PATCH /api/organisation"
      layout="inline"
      initial={{
        name: organisation.name,
        currency,
        timezone: organisation.timezone ?? "",
        renewal_reminder_days: String(organisation.renewal_reminder_days ?? ""),
      }}
      submitLabel={t("actions.save")}
      busyLabel={t("actions.saving")}
      onSubmit={async (values) => {
        const body = {
          name: String(values.name).trim(),
          currency: String(values.currency),
          timezone: String(values.timezone),
          renewal_reminder_days: values.renewal_reminder_days === "" ? null : Number(values.renewal_reminder_days),
        };
        const saved = await updateOrganisation(body, organisation.version);
        queries.setQueryData(organisationQuery.queryKey, saved);
        await queries.invalidateQueries({ queryKey: meQuery.queryKey });
        tell(t("settings.saved"));
      }}
    >
      <TextField name="name" label={t("settings.organisation_name")} autoComplete="organization" />
      <SelectField
        name="currency"
        label={t("settings.currency")}
        help={t("settings.currency_help")}
        choices={choices.map((value) => ({ value, label: value }))}
      />
      <TimeZoneField
        name="timezone"
        label={t("settings.organisation_zone")}
        help={t("settings.organisation_zone_help")}
      />
      <TextField
        name="renewal_reminder_days"
        label={t("renewals.reminder_days")}
        help={t("renewals.reminder_days_help")}
        inputMode="numeric"
        autoComplete="off"
      />
    </ResourceForm>
  );
}

function PlanSection({ organisation }: { organisation: Organisation }) {
  const { t } = useTranslation();
  const { data: meta } = useQuery(metaQuery);
  const { data: seats } = useQuery(seatsQuery);
  const plan = meta?.plans.find((one) => one.code === organisation.plan);
  if (!plan) return null;
  return (
    <SettingsSection title={t("settings.plan")}>
      <Facts>
        <Fact label={t("settings.plan")}>{plan.name}</Fact>
        <Fact label={t("settings.plan_price")}>
          <Money amount={plan.monthly_price} currency="GBP" />
        </Fact>
        {seats && (
          <Fact label={t("settings.seats")}>
            <span className="tabular-nums">
              {t("settings.seats_used", { used: seats.used, included: seats.included })}
            </span>
          </Fact>
        )}
      </Facts>
      {seats && (
        <p className="text-xs text-muted-foreground">
          {t(seats.enforced ? "take_out.seats_enforced" : "take_out.seats_counted")}
        </p>
      )}
    </SettingsSection>
  );
}
