import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type ServiceLevel, serviceLevelsQuery, updateServiceLevel } from "@/api/service-levels";
import { useCan } from "@/api/session";
import { workingHoursQuery } from "@/api/working-hours";
import { EnumText } from "@/components/enum-parts";
import { useField } from "@/components/form/fields";
import { ResourceForm, type Values } from "@/components/form/resource-form";
import { Page } from "@/components/page";
import { SettingsColumn, SettingsSection } from "@/components/settings-parts";
import { ErrorState } from "@/components/states";
import { tell } from "@/components/toasts";
import { FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { workingTime } from "@/components/working-time";
import { HolidaysSection } from "./holidays-section";
import { HoursSection } from "./working-hours-section";

export function ServiceLevelsPage() {
  const { t } = useTranslation();
  const levels = useQuery(serviceLevelsQuery);
  const hours = useQuery(workingHoursQuery);
  const failed = [levels, hours].find((query) => query.isError && !query.data);
  return (
    <Page title={t("service_levels.title")}>
      {failed ? (
        <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
      ) : (
        <SettingsColumn>
          <SettingsSection title={t("service_levels.title")} text={t("service_levels.text")}>
            {levels.data ? <Levels levels={levels.data.items} /> : <Waiting rows={4} />}
          </SettingsSection>
          {hours.data ? <HoursSection hours={hours.data} /> : <Waiting rows={7} />}
          <HolidaysSection />
        </SettingsColumn>
      )}
    </Page>
  );
}

function Waiting({ rows }: { rows: number }) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-6" role="status" aria-label={t("lists.loading")}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: these rows are all alike.
        <Skeleton key={row} className="w-80 max-w-full" />
      ))}
    </div>
  );
}

const promises = ["first_response", "resolution"] as const;
type Kind = (typeof promises)[number];
type Duration = { hours: string; minutes: string };

function Levels({ levels }: { levels: ServiceLevel[] }) {
  const { t } = useTranslation();
  const canWrite = useCan("write_organisation");
  const queries = useQueryClient();
  if (!canWrite) return <LevelFacts levels={levels} />;
  const initial: Values = Object.fromEntries(
    levels.flatMap((level) =>
      promises.map((kind) => [fieldName(level, kind), durationOf(level[`${kind}_minutes`] ?? null)]),
    ),
  );
  return (
    <ResourceForm
      key={levels.map((level) => level.version).join()}
      operation="PATCH /api/service_levels/{priority}"
      layout="inline"
      initial={initial}
      submitLabel={t("actions.save")}
      busyLabel={t("actions.saving")}
      onSubmit={async (values) => {
        for (const level of levels) {
          const [first_response_minutes, resolution_minutes] = promises.map((kind) =>
            minutesOf(values[fieldName(level, kind)]),
          );
          if (
            first_response_minutes !== level.first_response_minutes ||
            resolution_minutes !== level.resolution_minutes
          ) {
            await updateServiceLevel(level, {
              first_response_minutes: first_response_minutes ?? null,
              resolution_minutes: resolution_minutes ?? null,
            });
          }
        }
        await Promise.all([
          queries.invalidateQueries({ queryKey: serviceLevelsQuery.queryKey }),
          queries.invalidateQueries({ queryKey: ["tickets"] }),
        ]);
        tell(t("settings.saved"));
      }}
    >
      <div className="grid grid-cols-[88px_minmax(0,1fr)_minmax(0,1fr)] items-center gap-x-4 gap-y-2.5 max-[479px]:grid-cols-2">
        <span className="max-[479px]:hidden" />
        {promises.map((kind) => (
          <span key={kind} className="text-xs font-medium text-muted-foreground">
            {t(`service_levels.${kind}`)}
          </span>
        ))}
        {levels.map((level) => (
          <LevelRow key={level.priority} level={level} />
        ))}
      </div>
      <p className="text-xs text-muted-foreground">{t("service_levels.promise_help")}</p>
    </ResourceForm>
  );
}

function LevelRow({ level }: { level: ServiceLevel }) {
  return (
    <>
      <EnumText name="ticket_priority" value={level.priority} className="max-[479px]:col-span-2" />
      {promises.map((kind) => (
        <DurationField key={kind} level={level} kind={kind} />
      ))}
    </>
  );
}

function DurationField({ level, kind }: { level: ServiceLevel; kind: Kind }) {
  const { t } = useTranslation();
  const { field, error, id } = useField(fieldName(level, kind), false);
  const value = isDuration(field.value) ? field.value : nothing;
  const names = { priority: level.priority, promise: t(`service_levels.${kind}`) };
  const part = (unit: keyof Duration, label: string, short: string) => (
    <span className="flex min-w-0 flex-1 items-center gap-1.5">
      <Input
        {...(unit === "hours" && { id, ref: field.ref })}
        aria-label={label}
        aria-invalid={error !== undefined || undefined}
        inputMode="numeric"
        autoComplete="off"
        maxLength={unit === "hours" ? 4 : 3}
        className="text-right tabular-nums"
        value={value[unit]}
        onBlur={field.onBlur}
        onChange={(event) => field.onChange({ ...value, [unit]: event.target.value.replace(/\D/g, "") })}
      />
      <span className="text-muted-foreground">{short}</span>
    </span>
  );
  return (
    <span className="flex min-w-0 flex-col gap-1">
      <span className="flex items-center gap-2">
        {part("hours", t("service_levels.hours_of", names), t("service_levels.unit_hours"))}
        {part("minutes", t("service_levels.minutes_of", names), t("service_levels.unit_minutes"))}
      </span>
      <FieldError>{error}</FieldError>
    </span>
  );
}

function LevelFacts({ levels }: { levels: ServiceLevel[] }) {
  const { t } = useTranslation();
  const text = (minutes: number | null | undefined) =>
    minutes == null ? t("service_levels.promised_nothing") : workingTime(minutes, t);
  return (
    <>
      <table className="max-w-[480px] text-left tabular-nums">
        <thead className="text-xs text-muted-foreground [&_th]:pb-1 [&_th]:font-medium">
          <tr>
            <th scope="col">{t("tickets.priority")}</th>
            {promises.map((kind) => (
              <th key={kind} scope="col">
                {t(`service_levels.${kind}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="[&_td]:py-1.5 [&_th]:font-normal">
          {levels.map((level) => (
            <tr key={level.priority}>
              <th scope="row">
                <EnumText name="ticket_priority" value={level.priority} />
              </th>
              <td>{text(level.first_response_minutes)}</td>
              <td>{text(level.resolution_minutes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="text-xs text-muted-foreground">{t("settings.read_only")}</p>
    </>
  );
}

const nothing: Duration = { hours: "", minutes: "" };

function fieldName(level: ServiceLevel, kind: Kind): string {
  return `${level.priority}_${kind}`;
}

function durationOf(minutes: number | null): Duration {
  return minutes === null ? nothing : { hours: String(Math.floor(minutes / 60)), minutes: String(minutes % 60) };
}

function isDuration(value: unknown): value is Duration {
  return typeof value === "object" && value !== null && "hours" in value && "minutes" in value;
}

function minutesOf(value: unknown): number | null {
  if (!isDuration(value)) return null;
  const minutes = Number(value.hours) * 60 + Number(value.minutes);
  return minutes === 0 ? null : minutes;
}
