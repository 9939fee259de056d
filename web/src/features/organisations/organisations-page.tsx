import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { usePlanName } from "@/api/meta";
import { type Operated, organisations } from "@/api/organisations";
import { resellers } from "@/api/resellers";
import { CreateButton } from "@/components/create-button";
import type { Column, FilterField, View } from "@/components/data-table/columns";
import type { ListSearch } from "@/components/data-table/list-search";
import { ResourceList } from "@/components/data-table/resource-list";
import { RowLink } from "@/components/data-table/row-link";
import { EnumText } from "@/components/enum-parts";
import { Money } from "@/components/money";
import { Page } from "@/components/page";
import { EmptyState } from "@/components/states";
import { Avatar } from "@/components/ui/avatar";
import { Day, pays, Seats } from "./organisation-parts";

type OrganisationsPageProps = { search: ListSearch; onSearch: (search: ListSearch) => void; children?: ReactNode };

export function OrganisationsPage({ search, onSearch, children }: OrganisationsPageProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const create = <CreateButton to="/organisations/new" label={t("organisations.new")} keys="C" />;
  return (
    <Page title={t("organisations.title")} actions={create}>
      <ResourceList
        resource={organisations}
        path="/organisations"
        search={search}
        onSearch={onSearch}
        columns={useColumns()}
        filters={useFilters()}
        views={useViews()}
        defaultSort="name"
        edits={[]}
        canBulk={false}
        rowLabel={(organisation) => organisation.name}
        onOpen={({ id }) => void navigate({ to: "/organisations/$id", params: { id } })}
        phoneRow={(organisation) => <PhoneRow organisation={organisation} />}
        empty={
          <EmptyState title={t("organisations.empty_title")} text={t("organisations.empty_text")} actions={create} />
        }
      />
      {children}
    </Page>
  );
}

function useColumns(): Column<Operated>[] {
  const { t } = useTranslation();
  return [
    {
      id: "name",
      label: t("organisations.name"),
      sort: "name",
      fixed: true,
      cell: ({ id, name }) => (
        <span className="flex min-w-0 items-center gap-2.5">
          <Avatar id={id} name={name} size="small" shape="company" />
          <RowLink to="/organisations/$id" params={{ id }}>
            {name}
          </RowLink>
        </span>
      ),
    },
    {
      id: "status",
      label: t("organisations.status"),
      width: 130,
      cell: ({ status }) => <EnumText name="organisation_status" value={status} />,
    },
    {
      id: "plan",
      label: t("organisations.plan"),
      width: 120,
      sort: "plan",
      cell: ({ plan }) => <PlanName code={plan} />,
    },
    {
      id: "seats",
      label: t("organisations.seats"),
      width: 150,
      cell: (organisation) => <Seats organisation={organisation} />,
    },
    {
      id: "monthly_total",
      label: t("organisations.monthly"),
      width: 120,
      align: "right",
      cell: (organisation) => <Monthly organisation={organisation} />,
    },
    {
      id: "reseller_name",
      label: t("organisations.reseller"),
      width: 190,
      wide: true,
      cell: ({ reseller_name }) => <span className="truncate text-muted-foreground">{reseller_name}</span>,
    },
    {
      id: "created_at",
      label: t("organisations.since"),
      width: 130,
      wide: true,
      sort: "created_at",
      cell: ({ created_at }) => <Day at={created_at} />,
    },
  ];
}

/** What its plan and seats come to; in grey while nothing is owed. */
function Monthly({ organisation }: { organisation: Operated }) {
  return (
    <Money
      amount={organisation.monthly_total}
      currency="GBP"
      {...(!pays(organisation) && { className: "text-muted-foreground" })}
    />
  );
}

function PlanName({ code }: { code: string }) {
  return usePlanName(code);
}

function useFilters(): FilterField[] {
  const { t } = useTranslation();
  const { data } = useQuery(resellers.some({ sort: "name" }, 100));
  return useMemo(() => {
    const choices = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
    return [
      { key: "status", label: t("organisations.status"), kind: "enum", name: "organisation_status" },
      { key: "plan", label: t("organisations.plan"), kind: "enum", name: "plan" },
      { key: "reseller", label: t("organisations.reseller"), kind: "choice", choices, single: true },
      { key: "created_at", label: t("organisations.since"), kind: "instant" },
    ];
  }, [t, data]);
}

function useViews(): View[] {
  const { t } = useTranslation();
  const status = (id: string, values: string[], empty?: { title: string; text: string }): View => ({
    id,
    label: t(`organisations.views.${id}`),
    search: { status: values },
    counted: true,
    ...(empty && { empty }),
  });
  const none = (name: string) => ({
    title: t(`organisations.none.${name}_title`),
    text: t(`organisations.none.${name}_text`),
  });
  return [
    { id: "all", label: t("organisations.views.all"), search: {}, counted: true },
    status("trial", ["trial"]),
    status("suspended", ["suspended"], none("suspended")),
    status("in_trash", ["in_trash"], none("trash")),
  ];
}

function PhoneRow({ organisation }: { organisation: Operated }) {
  return (
    <Link
      to="/organisations/$id"
      params={{ id: organisation.id }}
      className="flex min-h-[68px] items-center gap-3 px-4 py-[11px]"
    >
      <Avatar id={organisation.id} name={organisation.name} shape="company" />
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="flex gap-2">
          <span className="min-w-0 flex-1 truncate text-[15px] leading-[22px] font-medium">{organisation.name}</span>
          <Monthly organisation={organisation} />
        </span>
        <span className="mt-[3px] flex gap-2 text-muted-foreground">
          <span className="min-w-0 flex-1 truncate">
            <PlanName code={organisation.plan} /> · <Seats organisation={organisation} />
          </span>
          <EnumText name="organisation_status" value={organisation.status} />
        </span>
      </span>
    </Link>
  );
}
