import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button";
import { Field, FieldError, FieldLabel } from "../ui/field";
import { Input } from "../ui/input";
import { Select } from "../ui/select";
import { Segmented } from "../ui/tabs";
import {
  byWeekday,
  type Ends,
  frequencies,
  isWeekday,
  type MonthDay,
  ordinals,
  type Repeat,
  readRule,
  repeatFrom,
  weekdays,
  writeRule,
} from "./rule";
import { monthName, ruleWords, weekdayName } from "./rule-words";

type EditorProps = {
  rule: string;
  /** The first day: what is not chosen yet follows from it. */
  startsOn: string;
  onChange: (rule: string) => void;
  error: string | undefined;
};

const maxInterval = 1000;
const maxCount = 10_000;

/** How often something comes back. What its lists cannot say is written as a rule. */
export function RepeatEditor({ rule, startsOn, onChange, error }: EditorProps) {
  const { t } = useTranslation();
  const id = useId();
  const repeat = readRule(rule, startsOn);
  const [isWriting, setIsWriting] = useState(false);
  if (repeat === null || isWriting) {
    return (
      <Field>
        <FieldLabel htmlFor={id} required>
          {t("repeat.rule")}
        </FieldLabel>
        <Input
          id={id}
          value={rule}
          onChange={(event) => onChange(event.target.value.trim().replace(/^RRULE:/i, ""))}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="characters"
          aria-invalid={error !== undefined || undefined}
          aria-describedby={`${id}-help`}
          className="font-mono"
        />
        {error ? (
          <FieldError id={`${id}-help`}>{error}</FieldError>
        ) : (
          <p id={`${id}-help`} className="text-xs text-muted-foreground [overflow-wrap:anywhere]">
            {t("repeat.rule_help")}
          </p>
        )}
        <Button
          variant="link"
          className="self-start"
          onClick={() => {
            setIsWriting(false);
            if (repeat === null) onChange(writeRule(repeatFrom("WEEKLY", startsOn)));
          }}
        >
          {t("repeat.choose_rule")}
        </Button>
      </Field>
    );
  }
  const change = (next: Partial<Repeat>) => onChange(writeRule({ ...repeat, ...next }));
  return (
    <div className="flex flex-col gap-4">
      <Rhythm repeat={repeat} startsOn={startsOn} onChange={onChange} change={change} />
      {repeat.frequency === "WEEKLY" && <WeekdayPicker repeat={repeat} change={change} />}
      {repeat.frequency === "YEARLY" && (
        <Choice
          label={t("repeat.month")}
          value={String(repeat.month)}
          choices={Array.from({ length: 12 }, (_, index) => ({
            value: String(index + 1),
            label: monthName(index + 1),
          }))}
          onPick={(month) => change({ month: Number(month) })}
        />
      )}
      {(repeat.frequency === "MONTHLY" || repeat.frequency === "YEARLY") && (
        <MonthDayPicker day={repeat.monthDay} startsOn={startsOn} onChange={(monthDay) => change({ monthDay })} />
      )}
      <EndsPicker ends={repeat.ends} startsOn={startsOn} onChange={(ends) => change({ ends })} />
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <p className="font-medium" aria-live="polite">
          {ruleWords(rule, startsOn, t)}
        </p>
        <Button variant="link" onClick={() => setIsWriting(true)}>
          {t("repeat.write_rule")}
        </Button>
      </div>
      <FieldError>{error}</FieldError>
    </div>
  );
}

type PartProps = { repeat: Repeat; change: (next: Partial<Repeat>) => void };

function Rhythm({
  repeat,
  startsOn,
  onChange,
  change,
}: PartProps & { startsOn: string; onChange: (rule: string) => void }) {
  const { t } = useTranslation();
  return (
    <fieldset className="flex items-center gap-2" aria-label={t("repeat.every")}>
      <span className="w-11 shrink-0 font-medium">{t("repeat.every")}</span>
      <NumberInput
        label={t("repeat.interval")}
        value={repeat.interval}
        max={maxInterval}
        onChange={(interval) => change({ interval })}
      />
      <Select
        label={t("repeat.unit")}
        className="flex-1"
        value={repeat.frequency}
        choices={frequencies.map((frequency) => ({
          value: frequency,
          label: t(`repeat.units.${frequency}`, { count: repeat.interval }),
        }))}
        onChange={(value) => {
          const frequency = frequencies.find((one) => one === value);
          const { interval, ends } = repeat;
          if (frequency) onChange(writeRule({ ...repeatFrom(frequency, startsOn), interval, ends }));
        }}
      />
    </fieldset>
  );
}

function WeekdayPicker({ repeat, change }: PartProps) {
  const { t } = useTranslation();
  return (
    <fieldset className="flex items-center gap-2" aria-label={t("repeat.on_weekdays")}>
      <span className="w-11 shrink-0 font-medium">{t("repeat.on_weekdays")}</span>
      <span className="grid flex-1 grid-cols-7 gap-1">
        {weekdays.map((weekday) => {
          const isOn = repeat.weekdays.includes(weekday);
          const others = repeat.weekdays.filter((one) => one !== weekday);
          return (
            <button
              key={weekday}
              type="button"
              aria-pressed={isOn}
              onClick={() => change({ weekdays: isOn ? others : [...others, weekday] })}
              className="h-[34px] min-w-0 rounded-sm border border-input font-medium text-muted-foreground hover:bg-accent aria-pressed:border-primary aria-pressed:bg-primary aria-pressed:text-primary-foreground pointer-coarse:h-11"
            >
              {weekdayName(weekday, "short")}
            </button>
          );
        })}
      </span>
    </fieldset>
  );
}

type MonthDayProps = { day: MonthDay; startsOn: string; onChange: (day: MonthDay) => void };

function MonthDayPicker({ day, startsOn, onChange }: MonthDayProps) {
  const { t } = useTranslation();
  return (
    <fieldset className="flex flex-wrap items-center gap-2" aria-label={t("repeat.on")}>
      <span className="w-11 shrink-0 font-medium">{t("repeat.on")}</span>
      <Segmented
        label={t("repeat.on")}
        value={day.kind}
        choices={[
          { value: "day", label: t("repeat.by_day") },
          { value: "weekday", label: t("repeat.by_weekday") },
        ]}
        onChange={(kind) =>
          kind !== day.kind &&
          onChange(kind === "day" ? { kind: "day", day: Number(startsOn.slice(8)) } : byWeekday(startsOn))
        }
      />
      {day.kind === "day" ? (
        <Select
          label={t("repeat.day_of_month")}
          className="min-w-28 flex-1"
          value={String(day.day)}
          choices={[...Array.from({ length: 31 }, (_, index) => index + 1), -1].map((number) => ({
            value: String(number),
            label: number === -1 ? t("repeat.last_day") : String(number),
          }))}
          onChange={(value) => onChange({ kind: "day", day: Number(value) })}
        />
      ) : (
        <>
          <Select
            label={t("repeat.which")}
            className="min-w-24 flex-1"
            value={String(day.ordinal)}
            choices={ordinals.map((ordinal) => ({ value: String(ordinal), label: t(`repeat.ordinals.${ordinal}`) }))}
            onChange={(value) => {
              const ordinal = ordinals.find((one) => String(one) === value);
              if (ordinal !== undefined) onChange({ ...day, ordinal });
            }}
          />
          <Select
            label={t("repeat.weekday")}
            className="min-w-28 flex-1"
            value={day.weekday}
            choices={weekdays.map((weekday) => ({ value: weekday, label: weekdayName(weekday) }))}
            onChange={(value) => value !== null && isWeekday(value) && onChange({ ...day, weekday: value })}
          />
        </>
      )}
    </fieldset>
  );
}

type EndsProps = { ends: Ends; startsOn: string; onChange: (ends: Ends) => void };

function EndsPicker({ ends, startsOn, onChange }: EndsProps) {
  const { t } = useTranslation();
  const begin: Record<Ends["kind"], Ends> = {
    never: { kind: "never" },
    on: { kind: "on", day: Temporal.PlainDate.from(startsOn).add({ years: 1 }).toString() },
    after: { kind: "after", count: 10 },
  };
  const kinds: Record<Ends["kind"], string> = {
    never: t("repeat.never"),
    on: t("repeat.on_day"),
    after: t("repeat.after"),
  };
  return (
    <fieldset className="flex items-center gap-2" aria-label={t("repeat.ends")}>
      <span className="w-11 shrink-0 font-medium">{t("repeat.ends")}</span>
      <Select
        label={t("repeat.ends")}
        className="flex-1"
        value={ends.kind}
        choices={Object.entries(kinds).map(([value, label]) => ({ value, label }))}
        onChange={(value) => {
          const found = Object.values(begin).find((one) => one.kind === value);
          if (found && found.kind !== ends.kind) onChange(found);
        }}
      />
      {ends.kind === "on" && (
        <Input
          type="date"
          aria-label={t("repeat.last")}
          min={startsOn}
          max="2199-12-31"
          value={ends.day}
          onChange={(event) => event.target.value !== "" && onChange({ kind: "on", day: event.target.value })}
          className="flex-1"
        />
      )}
      {ends.kind === "after" && (
        <NumberInput
          label={t("repeat.count")}
          value={ends.count}
          max={maxCount}
          onChange={(count) => onChange({ kind: "after", count })}
        />
      )}
    </fieldset>
  );
}

type ChoiceProps = {
  label: string;
  value: string;
  choices: readonly { value: string; label: string }[];
  onPick: (value: string) => void;
};

function Choice({ label, value, choices, onPick }: ChoiceProps) {
  return (
    <div className="flex items-center gap-2">
      <span className="w-11 shrink-0 font-medium">{label}</span>
      <Select
        label={label}
        className="flex-1"
        value={value}
        choices={choices}
        onChange={(picked) => picked !== null && onPick(picked)}
      />
    </div>
  );
}

type NumberProps = { label: string; value: number; max: number; onChange: (value: number) => void };

/** A whole number from 1. While it is being typed it may be nothing: then the last one stands. */
function NumberInput({ label, value, max, onChange }: NumberProps) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Input
      inputMode="numeric"
      aria-label={label}
      className="w-16 text-center tabular-nums"
      value={typed ?? String(value)}
      onChange={(event) => {
        const text = event.target.value.replaceAll(/\D/g, "");
        setTyped(text);
        const number = Number(text);
        if (number >= 1 && number <= max) onChange(number);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
