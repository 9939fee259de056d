import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { tickets } from "@/api/resources";
import { type TicketSeries, ticketSeries } from "@/api/series";
import { useCan, useTimeZone } from "@/api/session";
import { templateChoicesQuery } from "@/api/templates";
import { FormSheet } from "@/components/form-sheet";
import { formatDate, todayIn } from "@/lib/format";
import { EditSeriesForm, NewSeriesForm, SplitSeriesForm } from "./series-form";

/** The templates to choose from, or null as long as nobody knows. */
function useTemplates() {
  const mayAsk = useCan("read_templates");
  const choices = useQuery({ ...templateChoicesQuery, enabled: mayAsk });
  return mayAsk && choices.isLoading ? null : (choices.data?.items ?? []);
}

type NewSeriesPanelProps = { ticketId: string | undefined; onClose: () => void };

/** The address may name a ticket that is to repeat. */
export function NewSeriesPanel({ ticketId, onClose }: NewSeriesPanelProps) {
  const { t } = useTranslation();
  const templates = useTemplates();
  const { data: ticket } = useQuery({ ...tickets.one(ticketId ?? ""), enabled: ticketId !== undefined });
  const isReady = templates !== null && (ticketId === undefined || ticket !== undefined);
  return (
    <FormSheet title={ticket ? t("series.make_title", { number: ticket.number }) : t("series.new")} onClose={onClose}>
      {isReady && <NewSeriesForm ticket={ticket ?? null} templates={templates} onDone={onClose} />}
    </FormSheet>
  );
}

type EditSeriesPanelProps = {
  id: string;
  from: string | undefined;
  onClose: () => void;
  /** Goes on with the series that an occurrence and its followers became. */
  onSplit: (row: TicketSeries) => void;
};

/** The address may name the occurrence from which on the series is to change. */
export function EditSeriesPanel({ id, from, onClose, onSplit }: EditSeriesPanelProps) {
  const { t } = useTranslation();
  const today = todayIn(useTimeZone());
  const templates = useTemplates();
  const { data: series } = useQuery(ticketSeries.one(id));
  if (!series || templates === null) return null;
  const shared = { series, templates, onDone: onClose };
  return (
    <FormSheet
      title={from ? t("series.edit_from", { day: formatDate(from.slice(0, 10), today) }) : t("series.edit")}
      onClose={onClose}
    >
      {from ? <SplitSeriesForm {...shared} from={from} onSplit={onSplit} /> : <EditSeriesForm {...shared} />}
    </FormSheet>
  );
}
