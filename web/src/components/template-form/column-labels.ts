import type { TFunction } from "i18next";
import type { ColumnName } from "./template-field";

/** What the columns of a ticket are called. */
export function columnLabels(t: TFunction): Record<ColumnName, string> {
  return {
    title: t("tickets.subject"),
    description: t("tickets.description"),
    status: t("tickets.status"),
    priority: t("tickets.priority"),
    category: t("tickets.category"),
    location: t("tickets.location"),
    contact_id: t("tickets.contact"),
    assigned_user_id: t("tickets.assigned"),
    scheduled_date: t("tickets.due"),
    scheduled_start: t("tickets.starts"),
    scheduled_end: t("tickets.ends"),
  };
}
