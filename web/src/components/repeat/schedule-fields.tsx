import type { TFunction } from "i18next";
import { useFormContext } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { todayIn } from "@/lib/format";
import { DateField, TextField, TimeZoneField, useField } from "../form/fields";
import type { Values } from "../form/resource-form";
import { optional, textOf } from "../form/values";
import { NextDates } from "./next-dates";
import { RepeatEditor } from "./repeat-editor";

type Scheduled = {
  rrule: string;
  starts_on: string;
  start_time: string | null;
  duration_minutes: number | null;
  timezone: string | null;
};

export function scheduleValues(series: Scheduled): Values {
  return {
    rrule: series.rrule,
    starts_on: series.starts_on,
    start_time: series.start_time ?? "",
    duration_minutes: series.duration_minutes === null ? "" : String(series.duration_minutes),
    timezone: series.timezone ?? "",
  };
}

/** What was changed of a schedule. How long it lasts, each kind of series says in its own way. */
export function scheduleChanges(values: Values) {
  return {
    ...(typeof values.rrule === "string" && { rrule: values.rrule }),
    ...(typeof values.starts_on === "string" && { starts_on: values.starts_on }),
    ...optional(values, "start_time", "timezone"),
  };
}

export function scheduleLabels(t: TFunction): Record<string, string> {
  return {
    rrule: t("repeat.repeats"),
    starts_on: t("repeat.starts_on"),
    start_time: t("repeat.start_time"),
    duration_minutes: t("repeat.duration"),
    timezone: t("repeat.timezone"),
  };
}

/** When something comes back, and from when to when it lasts then. */
export function ScheduleFields() {
  const { t } = useTranslation();
  const rule = useField("rrule", false);
  const { watch } = useFormContext();
  const startsOn = textOf(watch("starts_on"));
  const startTime = textOf(watch("start_time"));
  const minutes = Number(watch("duration_minutes"));
  return (
    <>
      <div className="flex gap-4 max-[759px]:flex-col">
        <DateField name="starts_on" label={t("repeat.starts_on")} />
        <TextField name="start_time" label={t("repeat.start_time")} type="time" help={t("repeat.start_time_help")} />
        {startTime !== "" && (
          <TextField name="duration_minutes" label={t("repeat.duration")} inputMode="numeric" autoComplete="off" />
        )}
      </div>
      <RepeatEditor
        rule={rule.text}
        startsOn={startsOn || todayIn("UTC")}
        onChange={rule.field.onChange}
        error={rule.error}
      />
      {startsOn !== "" && rule.text !== "" && (
        <NextDates
          schedule={{
            rrule: rule.text,
            starts_on: startsOn,
            start_time: startTime || null,
            duration_minutes: startTime && Number.isInteger(minutes) && minutes > 0 ? minutes : null,
            timezone: textOf(watch("timezone")) || null,
          }}
        />
      )}
      <TimeZoneField name="timezone" label={t("repeat.timezone")} none={t("repeat.own_timezone")} />
    </>
  );
}
