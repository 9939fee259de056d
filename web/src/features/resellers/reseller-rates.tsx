import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { addRate, type CommissionRate, type Reseller, ratesQuery, resellers } from "@/api/resellers";
import { DateField } from "@/components/form/fields";
import { ResourceForm } from "@/components/form/resource-form";
import { FormSheet } from "@/components/form-sheet";
import { Percent } from "@/components/statement/statement-parts";
import { tell } from "@/components/toasts";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { formatDate, formatPercent, localDay, todayIn } from "@/lib/format";
import { percentConstraint, toShare } from "./percent";
import { PercentField } from "./percent-field";
import type { TabProps } from "./reseller-page";
import { TabFrame, TabRowItem } from "./tab-frame";

/** Days of commission are days in UTC. */
const zone = "UTC";

/** The rate that holds, those that held, and those to come. */
export function ResellerRates({ reseller }: TabProps) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const query = useQuery(ratesQuery(reseller.id));
  return (
    <>
      <TabFrame
        query={query}
        text={t("reseller.rates_text")}
        action={
          <Button variant="primary" onClick={() => setAdding(true)}>
            <Plus aria-hidden />
            {t("reseller.new_rate")}
          </Button>
        }
        isEmpty={({ items }) => items.length === 0}
        empty={{ title: t("reseller.tab.rates"), text: t("reseller.rates_text") }}
      >
        {({ items }) => <Rates rates={items} />}
      </TabFrame>
      {adding && <RateSheet reseller={reseller} onClose={() => setAdding(false)} />}
    </>
  );
}

/** How a rate stands: of several of one day the one that was written last counts, and the server puts it first. */
function Rates({ rates }: { rates: readonly CommissionRate[] }) {
  const { t } = useTranslation();
  const now = new Date().toISOString();
  const today = todayIn(zone);
  const day = (rate: CommissionRate) => localDay(rate.from_at, zone);
  const current = rates.find((rate) => Date.parse(rate.from_at) <= Date.parse(now));
  return (
    <ul aria-label={t("reseller.tab.rates")} className="border-t">
      {rates.map((rate, index) => {
        const later = rates[index - 1];
        const replaced = later !== undefined && day(later) === day(rate);
        const state = replaced
          ? "replaced"
          : rate === current
            ? "now"
            : Date.parse(rate.from_at) > Date.parse(now)
              ? "to_come"
              : null;
        return (
          <TabRowItem
            key={rate.id}
            title={<Percent rate={rate.rate} />}
            text={t("reseller.rate_from", { day: formatDate(day(rate), today) })}
            end={
              state && <Badge tone={state === "now" ? "success" : "plain"}>{t(`reseller.rate_state.${state}`)}</Badge>
            }
          />
        );
      })}
    </ul>
  );
}

function RateSheet({ reseller, onClose }: { reseller: Reseller; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const today = todayIn(zone);
  return (
    <FormSheet title={t("reseller.new_rate_of", { name: reseller.name })} onClose={onClose}>
      <ResourceForm
        operation="POST /api/resellers/{id}/rates"
        constraints={{ rate: percentConstraint }}
        initial={{ rate: "", from_day: today }}
        submitLabel={t("reseller.set_rate")}
        busyLabel={t("actions.saving")}
        onCancel={onClose}
        onSubmit={async (values) => {
          const rate = toShare(String(values.rate));
          const from_day = String(values.from_day);
          await addRate(reseller.id, { rate, from_day });
          await resellers.refresh(queries);
          const shown = formatPercent(Number(rate), 3, 0);
          tell(t("reseller.rate_toast", { rate: shown, day: formatDate(from_day, today) }));
          onClose();
        }}
      >
        <PercentField name="rate" label={t("reseller.rate")} />
        <DateField name="from_day" label={t("reseller.from_day")} help={t("reseller.from_day_help")} />
      </ResourceForm>
    </FormSheet>
  );
}
