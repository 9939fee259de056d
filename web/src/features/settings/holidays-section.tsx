import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CalendarOff, Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Holiday, holidays } from "@/api/service-levels";
import { useCan, useTimeZone } from "@/api/session";
import { explain } from "@/components/explain";
import { DateField, TextField } from "@/components/form/fields";
import { ResourceForm } from "@/components/form/resource-form";
import { FormSheet } from "@/components/form-sheet";
import { SettingsSection } from "@/components/settings-parts";
import { tellFailure } from "@/components/toasts";
import { Button } from "@/components/ui/button";
import { useUndoable } from "@/components/use-undo";
import { formatDate, todayIn } from "@/lib/format";

/** The days of this year and later on which nobody works. */
export function HolidaysSection() {
  const { t } = useTranslation();
  const canWrite = useCan("write_organisation");
  const year = todayIn(useTimeZone()).slice(0, 4);
  const { data } = useQuery(holidays.some({ sort: "date", date_from: `${year}-01-01` }, 100));
  const [adding, setAdding] = useState(false);
  return (
    <SettingsSection title={t("service_levels.holidays")} text={t("service_levels.holidays_text")}>
      {data && data.items.length === 0 && <p className="text-muted-foreground">{t("service_levels.no_holidays")}</p>}
      {data && data.items.length > 0 && (
        <ul className="max-w-[480px]">
          {data.items.map((holiday) => (
            <HolidayRow key={holiday.id} holiday={holiday} canWrite={canWrite} />
          ))}
        </ul>
      )}
      {canWrite && (
        <div>
          <Button onClick={() => setAdding(true)}>
            <Plus aria-hidden />
            {t("service_levels.add_holiday")}
          </Button>
        </div>
      )}
      {adding && <HolidaySheet onClose={() => setAdding(false)} />}
    </SettingsSection>
  );
}

function HolidayRow({ holiday, canWrite }: { holiday: Holiday; canWrite: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const today = todayIn(useTimeZone());
  const undoable = useUndoable();
  const remove = async () => {
    try {
      const changeSet = await holidays.remove(queries, holiday);
      undoable(t("service_levels.holiday_removed", { name: holiday.name }), changeSet);
    } catch (error) {
      tellFailure(explain(error, t));
    }
    await queries.invalidateQueries({ queryKey: ["tickets"] });
  };
  return (
    <li className="flex min-h-11 items-center gap-3 border-b last:border-0">
      <CalendarOff className="size-4 shrink-0 text-muted-foreground" aria-hidden />
      <span className="w-28 shrink-0 tabular-nums">{formatDate(holiday.date, today)}</span>
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{holiday.name}</span>
      {canWrite && (
        <Button
          size="icon"
          variant="ghost"
          aria-label={t("service_levels.remove_holiday", { name: holiday.name })}
          onClick={() => void remove()}
        >
          <X aria-hidden />
        </Button>
      )}
    </li>
  );
}

function HolidaySheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const undoable = useUndoable();
  return (
    <FormSheet title={t("service_levels.add_holiday")} onClose={onClose}>
      <ResourceForm
        operation="POST /api/holidays"
        initial={{ date: "", name: "" }}
        submitLabel={t("service_levels.add_holiday")}
        busyLabel={t("actions.saving")}
        onCancel={onClose}
        onSubmit={async (values) => {
          const name = String(values.name).trim();
          const { changeSet } = await holidays.create(queries, { date: String(values.date), name });
          await queries.invalidateQueries({ queryKey: ["tickets"] });
          undoable(t("service_levels.holiday_added", { name }), changeSet);
          onClose();
        }}
      >
        <DateField name="date" label={t("service_levels.holiday_date")} />
        <TextField name="name" label={t("service_levels.holiday_name")} autoComplete="off" />
      </ResourceForm>
    </FormSheet>
  );
}
