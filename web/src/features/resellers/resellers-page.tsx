import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Reseller, resellers } from "@/api/resellers";
import { CreateButton } from "@/components/create-button";
import type { Column, FilterField, View } from "@/components/data-table/columns";
import type { ListSearch } from "@/components/data-table/list-search";
import { ResourceList } from "@/components/data-table/resource-list";
import { RowLink } from "@/components/data-table/row-link";
import { Moment } from "@/components/dates";
import { EnumText } from "@/components/enum-parts";
import { Page } from "@/components/page";
import { Percent } from "@/components/statement/statement-parts";
import { EmptyState } from "@/components/states";
import { formatCount } from "@/lib/format";

type ResellersPageProps = { search: ListSearch; onSearch: (search: ListSearch) => void; children?: ReactNode };

/** Who brings organisations in. */
export function ResellersPage({ search, onSearch, children }: ResellersPageProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Page
      title={t("resellers.title")}
      actions={<CreateButton to="/resellers/new" label={t("reseller.new")} keys="C" />}
    >
      <ResourceList
        resource={resellers}
        path="/resellers"
        search={search}
        onSearch={onSearch}
        columns={useColumns()}
        filters={useFilters()}
        views={useViews()}
        defaultSort="name"
        searchable={false}
        edits={[]}
        canBulk={false}
        rowLabel={(row) => row.name}
        onOpen={(row) => void navigate({ to: "/resellers/$id", params: { id: row.id } })}
        phoneRow={(row) => <ResellerRow reseller={row} />}
        empty={
          <EmptyState
            title={t("reseller.empty_title")}
            text={t("reseller.empty_text")}
            actions={<CreateButton to="/resellers/new" label={t("reseller.new")} keys="C" always />}
          />
        }
      />
      {children}
    </Page>
  );
}

function useColumns(): Column<Reseller>[] {
  const { t } = useTranslation();
  return [
    {
      id: "name",
      label: t("reseller.name"),
      sort: "name",
      fixed: true,
      cell: (row) => (
        <RowLink to="/resellers/$id" params={{ id: row.id }}>
          {row.name}
        </RowLink>
      ),
    },
    {
      id: "status",
      label: t("reseller.status"),
      width: 120,
      sort: "status",
      cell: (row) => <EnumText name="reseller_status" value={row.status} />,
    },
    {
      id: "customers",
      label: t("reseller.customers"),
      width: 130,
      align: "right",
      cell: (row) => (
        <Link
          to="/resellers/$id"
          params={{ id: row.id }}
          search={{ tab: "customers" }}
          className="rounded-xs tabular-nums hover:underline"
        >
          {formatCount(row.customers)}
        </Link>
      ),
    },
    {
      id: "commission_rate",
      label: t("reseller.rate_now"),
      width: 130,
      align: "right",
      sort: "commission_rate",
      cell: (row) => <Percent rate={row.commission_rate} />,
    },
    {
      id: "contact_email",
      label: t("reseller.contact_email"),
      width: 260,
      wide: true,
      cell: (row) => <span className="truncate text-muted-foreground">{row.contact_email}</span>,
    },
    {
      id: "created_at",
      label: t("reseller.created"),
      width: 160,
      wide: true,
      sort: "created_at",
      cell: (row) => <Moment at={row.created_at} />,
    },
  ];
}

function useFilters(): FilterField[] {
  const { t } = useTranslation();
  return useMemo(() => [{ key: "status", label: t("reseller.status"), kind: "enum", name: "reseller_status" }], [t]);
}

function useViews(): View[] {
  const { t } = useTranslation();
  return [
    { id: "all", label: t("reseller.views.all"), search: {}, counted: true },
    { id: "active", label: t("reseller.views.active"), search: { status: ["active"] }, counted: true },
    { id: "closed", label: t("reseller.views.closed"), search: { status: ["closed"] }, counted: true },
  ];
}

function ResellerRow({ reseller }: { reseller: Reseller }) {
  const { t } = useTranslation();
  return (
    <Link
      to="/resellers/$id"
      params={{ id: reseller.id }}
      className="flex min-h-[68px] flex-col justify-center px-4 py-[11px]"
    >
      <span className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate text-[15px] leading-[22px] font-medium">{reseller.name}</span>
        <Percent rate={reseller.commission_rate} />
      </span>
      <span className="mt-[3px] flex items-center gap-2 text-muted-foreground">
        <span className="min-w-0 flex-1 truncate">{t("reseller.customer_count", { count: reseller.customers })}</span>
        <EnumText name="reseller_status" value={reseller.status} />
      </span>
    </Link>
  );
}
