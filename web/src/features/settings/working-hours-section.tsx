import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { organisationQuery } from "@/api/account";
import { updateWorkingHours, type WorkingHours } from "@/api/service-levels";
import { useCan } from "@/api/session";
import { workingHoursQuery } from "@/api/working-hours";
import { useField } from "@/components/form/fields";
import { ResourceForm, type Values } from "@/components/form/resource-form";
import { Fact, Facts } from "@/components/page";
import { SettingsSection } from "@/components/settings-parts";
import { tell } from "@/components/toasts";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
type Day = (typeof days)[number];
type Interval = { start: string; end: string };

export function HoursSection({ hours }: { hours: WorkingHours }) {
  const { t } = useTranslation();
  const canWrite = useCan("write_organisation");
  const { data: organisation } = useQuery(organisationQuery);
  return (
    <SettingsSection
      title={t("service_levels.hours_title")}
      text={t("service_levels.hours_text", { zone: organisation?.timezone ?? "" })}
    >
      {canWrite ? <HoursForm hours={hours} /> : <HoursFacts hours={hours} />}
    </SettingsSection>
  );
}

function HoursForm({ hours }: { hours: WorkingHours }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const initial: Values = Object.fromEntries(days.map((day) => [day, hours[day]]));
  return (
    <ResourceForm
      key={hours.version}
      operation="PATCH /api/working_hours"
      layout="inline"
      initial={initial}
      submitLabel={t("actions.save")}
      busyLabel={t("actions.saving")}
      onSubmit={async (values) => {
        const body = Object.fromEntries(days.map((day) => [day, intervalsOf(values[day])]));
        queries.setQueryData(workingHoursQuery.queryKey, await updateWorkingHours(body, hours.version));
        await queries.invalidateQueries({ queryKey: ["tickets"] });
        tell(t("settings.saved"));
      }}
    >
      <div className="flex flex-col">
        {days.map((day) => (
          <DayField key={day} day={day} />
        ))}
      </div>
      <p className="text-xs text-muted-foreground">{t("service_levels.hours_help")}</p>
    </ResourceForm>
  );
}

function DayField({ day }: { day: Day }) {
  const { t } = useTranslation();
  const { field, error, id } = useField(day, false);
  const intervals = intervalsOf(field.value);
  const name = t(`service_levels.days.${day}`);
  const set = (index: number, change: Partial<Interval>) =>
    field.onChange(intervals.map((one, at) => (at === index ? { ...one, ...change } : one)));
  return (
    <fieldset
      aria-label={name}
      aria-describedby={error ? `${id}-error` : undefined}
      className="flex min-w-0 items-start gap-2 border-b py-2 last:border-0"
    >
      <span className="w-24 shrink-0 py-[7px] font-medium pointer-coarse:py-3">{name}</span>
      <div className="flex min-w-0 flex-1 flex-col gap-1.5">
        {intervals.length === 0 && (
          <span className="py-[7px] text-muted-foreground pointer-coarse:py-3">{t("service_levels.closed")}</span>
        )}
        {intervals.map(({ start, end }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an interval has no identity but its place.
          <span key={index} className="flex items-center gap-1.5">
            <TimeInput
              label={t("service_levels.from_of", { day: name })}
              value={start}
              invalid={error !== undefined}
              onChange={(time) => set(index, { start: time })}
            />
            <span className="text-muted-foreground">{t("service_levels.to")}</span>
            <TimeInput
              label={t("service_levels.to_of", { day: name })}
              value={end}
              invalid={error !== undefined}
              onChange={(time) => set(index, { end: time })}
            />
            <Button
              size="icon-small"
              variant="ghost"
              aria-label={t("service_levels.remove_interval", { day: name })}
              onClick={() => field.onChange(intervals.filter((_, at) => at !== index))}
            >
              <X aria-hidden />
            </Button>
          </span>
        ))}
        <FieldError id={`${id}-error`}>{error}</FieldError>
      </div>
      <Button
        size="icon"
        variant="ghost"
        aria-label={t("service_levels.add_interval", { day: name })}
        onClick={() => field.onChange([...intervals, nextOf(intervals)])}
      >
        <Plus aria-hidden />
      </Button>
    </fieldset>
  );
}

type TimeInputProps = { label: string; value: string; invalid: boolean; onChange: (time: string) => void };

/** A text and no time control: the day ends at 24:00, and no browser shows these hours by another clock. */
function TimeInput({ label, value, invalid, onChange }: TimeInputProps) {
  return (
    <Input
      aria-label={label}
      aria-invalid={invalid || undefined}
      inputMode="numeric"
      autoComplete="off"
      maxLength={5}
      placeholder="00:00"
      className="w-[68px] text-center tabular-nums"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onBlur={() => onChange(readTime(value))}
    />
  );
}

function HoursFacts({ hours }: { hours: WorkingHours }) {
  const { t } = useTranslation();
  return (
    <Facts className="tabular-nums">
      {days.map((day) => (
        <Fact key={day} label={t(`service_levels.days.${day}`)}>
          {hours[day].length === 0 ? (
            <span className="text-muted-foreground">{t("service_levels.closed")}</span>
          ) : (
            hours[day].map(({ start, end }) => `${start}–${end}`).join(", ")
          )}
        </Fact>
      ))}
    </Facts>
  );
}

function isInterval(value: unknown): value is Interval {
  return typeof value === "object" && value !== null && "start" in value && "end" in value;
}

function intervalsOf(value: unknown): Interval[] {
  return Array.isArray(value) ? value.filter(isInterval) : [];
}

/** "9", "930" and "9.30" are written out; what is no time stays for the server to refuse. */
export function readTime(text: string): string {
  const found = /^(\d{1,2})(?:[:.h]?(\d{2}))?$/u.exec(text.trim());
  return found ? `${(found[1] ?? "").padStart(2, "0")}:${found[2] ?? "00"}` : text.trim();
}

/** The usual day first, then an hour after what there is. */
function nextOf(intervals: readonly Interval[]): Interval {
  const last = intervals.at(-1)?.end;
  if (last === undefined) return { start: "09:00", end: "17:30" };
  const hour = Math.min(Number(last.slice(0, 2)), 22);
  const clock = (time: number) => `${String(time).padStart(2, "0")}:00`;
  return { start: clock(hour + 1), end: clock(hour + 2) };
}
