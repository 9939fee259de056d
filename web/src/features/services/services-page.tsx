import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type CustomerService, type ServiceChanges, services } from "@/api/services";
import { useCan } from "@/api/session";
import { ContactLink } from "@/components/contact-link";
import { CreateButton } from "@/components/create-button";
import type { BulkEdit, Column, FilterField, View } from "@/components/data-table/columns";
import { DateCell, EnumCell } from "@/components/data-table/editable-cells";
import type { ListSearch } from "@/components/data-table/list-search";
import { PhoneRow } from "@/components/data-table/phone-row";
import { ResourceList } from "@/components/data-table/resource-list";
import { RowLink } from "@/components/data-table/row-link";
import { DueDate, Moment } from "@/components/dates";
import { EnumText } from "@/components/enum-parts";
import { Money } from "@/components/money";
import { Page } from "@/components/page";
import { RenewsBy } from "@/components/renews-by";
import { worth } from "@/components/service-worth";
import { EmptyState } from "@/components/states";
import { useMedia, wideWindow } from "@/lib/media";
import { isStatus, renews, serviceLabel, useServiceEdits } from "./service-edits";

type ServicesPageProps = { search: ListSearch; onSearch: (search: ListSearch) => void; children?: ReactNode };

export function ServicesPage({ search, onSearch, children }: ServicesPageProps) {
  const { t } = useTranslation();
  const canWrite = useCan("write_services");
  const navigate = useNavigate();
  return (
    <Page
      title={t("customer_services.title")}
      parent={{ label: t("renewals.title"), link: { to: "/renewals" } }}
      actions={canWrite && <CreateButton to="/services/new" label={t("services.new")} />}
    >
      <ResourceList
        resource={services}
        path="/services"
        search={search}
        onSearch={onSearch}
        columns={useServiceColumns()}
        filters={useServiceFilters()}
        views={useServiceViews(canWrite)}
        defaultSort="renewal_date"
        searchable={false}
        edits={useServiceBulkEdits()}
        canBulk={canWrite}
        rowLabel={(service) => serviceLabel(service, t)}
        onOpen={(service) => void navigate({ to: "/services/$id", params: { id: service.id } })}
        phoneRow={(service) => <ServicePhoneRow service={service} />}
        empty={
          <EmptyState
            title={t("services.empty_title")}
            text={t("services.empty_text")}
            actions={canWrite && <CreateButton to="/services/new" label={t("services.new")} keys="C" always />}
          />
        }
      />
      {children}
    </Page>
  );
}

function useServiceColumns(): Column<CustomerService>[] {
  const { t } = useTranslation();
  const canWrite = useCan("write_services");
  const seesCosts = useCan("read_costs");
  const edits = useServiceEdits();
  const wide = useMedia(wideWindow);
  return [
    {
      id: "product_id",
      label: t("services.product"),
      fixed: true,
      cell: (service) => (
        <RowLink to="/services/$id" params={{ id: service.id }}>
          {service.product_name ?? ""}
        </RowLink>
      ),
    },
    {
      id: "contact_id",
      label: t("services.contact"),
      width: wide ? 182 : 156,
      cell: (service) => <ContactLink id={service.contact_id} name={service.contact_name} />,
    },
    {
      id: "quantity",
      label: t("services.quantity"),
      width: 80,
      align: "right",
      wide: true,
      cell: (service) => <span className="text-muted-foreground">{service.quantity}</span>,
    },
    {
      id: "amount",
      label: t("services.amount"),
      width: 106,
      align: "right",
      cell: (service) => <Money amount={worth(service).amount} />,
    },
    ...(seesCosts
      ? [
          {
            id: "margin",
            label: t("services.margin"),
            width: 100,
            align: "right",
            wide: true,
            cell: (service) => <Money amount={worth(service).margin} className="text-muted-foreground" />,
          } satisfies Column<CustomerService>,
        ]
      : []),
    {
      id: "billing_period",
      label: t("services.period"),
      width: 98,
      wide: true,
      cell: (service) => <EnumText name="billing_period" value={service.billing_period} />,
    },
    {
      id: "renewal_date",
      label: t("services.renewal_date"),
      width: 136,
      sort: "renewal_date",
      cell: (service) => (
        <DateCell
          value={service.renewal_date}
          label={t("services.renewal_date")}
          none={t("services.no_date")}
          shortcut="d"
          readOnly={!canWrite}
          closed={!renews(service)}
          onPick={(date, words) => void edits.setDate(service, date, words)}
        />
      ),
    },
    {
      id: "auto_renew",
      label: t("services.renews"),
      width: 112,
      wide: true,
      cell: (service) => <RenewsBy automatic={service.auto_renew} />,
    },
    {
      id: "status",
      label: t("services.status"),
      width: 120,
      cell: (service) => (
        <EnumCell
          name="service_status"
          value={service.status}
          label={t("services.status")}
          shortcut="s"
          readOnly={!canWrite}
          onPick={(value, label) => isStatus(value) && void edits.setStatus(service, value, label)}
        />
      ),
    },
    {
      id: "created_at",
      label: t("services.created"),
      width: 150,
      sort: "created_at",
      hidden: true,
      cell: (service) => <Moment at={service.created_at} />,
    },
  ];
}

function useServiceFilters(): FilterField[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { key: "status", label: t("services.status"), kind: "enum", name: "service_status" },
      { key: "billing_period", label: t("services.period"), kind: "enum", name: "billing_period" },
      {
        key: "auto_renew",
        label: t("services.renews"),
        kind: "flag",
        yes: t("services.automatic"),
        no: t("services.by_hand"),
      },
      { key: "renewal_date", label: t("services.renewal_date"), kind: "date" },
      { key: "contact_id", label: t("services.contact"), kind: "contact" },
    ],
    [t],
  );
}

function useServiceViews(canWrite: boolean): View[] {
  const { t } = useTranslation();
  return [
    { id: "all", label: t("services.views.all"), search: {}, counted: true },
    { id: "active", label: t("services.views.active"), search: { status: ["Active"] }, counted: true },
    { id: "paused", label: t("services.views.paused"), search: { status: ["Paused"] }, counted: true },
    { id: "cancelled", label: t("services.views.cancelled"), search: { status: ["Cancelled"] } },
    { id: "undated", label: t("services.views.undated"), search: { renewal_date: "null", status: ["Active"] } },
    ...(canWrite ? [{ id: "trash", label: t("lists.trash"), search: { trash: "true" } }] : []),
  ];
}

function useServiceBulkEdits(): BulkEdit<ServiceChanges>[] {
  const { t } = useTranslation();
  return [
    {
      id: "status",
      label: t("services.status"),
      keys: "s",
      kind: "enum",
      name: "service_status",
      patch: (value) => (isStatus(value) ? { status: value } : {}),
    },
    {
      id: "renewal_date",
      label: t("services.renewal_date"),
      keys: "d",
      kind: "date",
      none: t("services.no_date"),
      patch: (value) => ({ renewal_date: value }),
    },
    {
      id: "auto_renew",
      label: t("services.renews"),
      keys: "",
      kind: "flag",
      yes: t("services.automatic"),
      no: t("services.by_hand"),
      patch: (value) => ({ auto_renew: value === "true" }),
    },
  ];
}

function ServicePhoneRow({ service }: { service: CustomerService }) {
  return (
    <PhoneRow
      to="/services/$id"
      params={{ id: service.id }}
      name={service.product_name}
      amount={worth(service).amount}
      under={service.contact_name}
      end={
        service.status === "Active" ? (
          <DueDate date={service.renewal_date} closed={!renews(service)} />
        ) : (
          <EnumText name="service_status" value={service.status} />
        )
      }
    />
  );
}
