import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { type CustomerService, services } from "@/api/services";
import { useRowActions } from "@/components/data-table/row-actions";

type Status = NonNullable<CustomerService["status"]>;
type Period = NonNullable<CustomerService["billing_period"]>;

const statuses: Record<Status, true> = { Active: true, Paused: true, Cancelled: true };
const periods: Record<Period, true> = { monthly: true, quarterly: true, annually: true, "one-off": true };

export function isStatus(value: unknown): value is Status {
  return typeof value === "string" && value in statuses;
}

export function isPeriod(value: unknown): value is Period {
  return typeof value === "string" && value in periods;
}

export function serviceLabel(service: CustomerService, t: TFunction): string {
  return t("services.label", { product: service.product_name, contact: service.contact_name });
}

/** Whether it can be renewed at all. */
export function renews(service: CustomerService): boolean {
  return service.status === "Active" && service.billing_period !== "one-off" && service.renewal_date !== null;
}

/** The small changes that are made where a service stands, each with its undo. */
export function useServiceEdits() {
  const { t } = useTranslation();
  const actions = useRowActions(services);
  const said = (service: CustomerService, field: string, value: string) =>
    t("services.set", { field, row: serviceLabel(service, t), value });
  return {
    ...actions,
    setStatus: (service: CustomerService, status: Status, label: string) =>
      actions.edit(service, { status }, { status }, said(service, t("services.status"), label)),
    setDate: (service: CustomerService, renewal_date: string | null, words: string) =>
      actions.edit(service, { renewal_date }, { renewal_date }, said(service, t("services.renewal_date"), words)),
    setAutomatic: (service: CustomerService, auto_renew: boolean) =>
      actions.edit(
        service,
        { auto_renew },
        { auto_renew },
        said(service, t("services.renews"), t(auto_renew ? "services.automatic" : "services.by_hand")),
      ),
  };
}
