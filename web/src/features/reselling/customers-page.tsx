import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { invitationsQuery, resellerDashboardQuery } from "@/api/reselling";
import { CreateButton } from "@/components/create-button";
import type { FilterField } from "@/components/data-table/columns";
import { FilterBar } from "@/components/data-table/filter-bar";
import { RowSkeletons } from "@/components/data-table/list-faces";
import { type ListSearch, without } from "@/components/data-table/list-search";
import { Page } from "@/components/page";
import { EmptyState, ErrorState } from "@/components/states";
import { Button } from "@/components/ui/button";
import { TabRow, tabClass } from "@/components/ui/tabs";
import { first } from "@/lib/address";
import { formatCount } from "@/lib/format";
import { usePhone } from "@/lib/media";
import { customersOf, defaultSort } from "./customer-list";
import { CustomerSum, CustomerTable, useCustomerColumns } from "./customer-table";
import { InvitationList } from "./invitation-list";
import { CustomersFile, NoCustomers } from "./reseller-dashboard-page";

type PageProps = { search: ListSearch; onSearch: (search: ListSearch) => void; children?: ReactNode };

/** The customers, and who is invited to become one. */
export function CustomersPage({ search, onSearch, children }: PageProps) {
  const { t } = useTranslation();
  const customers = useQuery(resellerDashboardQuery);
  const invitations = useQuery(invitationsQuery);
  const isInvitations = first(search.tab) === "invitations";
  const open = invitations.data?.items.filter((one) => one.state === "open").length;
  return (
    <Page
      title={t("reselling.customers")}
      actions={
        <>
          {!isInvitations && <CustomersFile />}
          <CreateButton to="/customers/new" label={t("reselling.invite")} keys="C" />
        </>
      }
    >
      <TabRow aria-label={t("reselling.customers")}>
        <Tab search={{}} isOn={!isInvitations} label={t("reselling.customers")} count={customers.data?.items.length} />
        <Tab
          search={{ tab: "invitations" }}
          isOn={isInvitations}
          label={t("reselling.invitations")}
          count={open === 0 ? undefined : open}
        />
      </TabRow>
      {isInvitations ? <InvitationList query={invitations} /> : <Customers search={search} onSearch={onSearch} />}
      {children}
    </Page>
  );
}

type TabProps = { search: ListSearch; isOn: boolean; label: string; count: number | undefined };

function Tab({ search, isOn, label, count }: TabProps) {
  return (
    <Link
      to="/customers"
      search={search}
      className={tabClass}
      activeOptions={{ exact: true }}
      aria-current={isOn ? "true" : undefined}
    >
      {label}
      {count !== undefined && <span className="text-xs font-normal tabular-nums">{formatCount(count)}</span>}
    </Link>
  );
}

const states = ["trial", "active", "suspended", "closed"] as const;

function Customers({ search, onSearch }: { search: ListSearch; onSearch: (search: ListSearch) => void }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const query = useQuery(resellerDashboardQuery);
  const columns = useCustomerColumns(query.data?.month ?? "");
  const filters = useMemo<FilterField[]>(
    () => [
      {
        key: "status",
        label: t("reselling.status"),
        kind: "choice",
        choices: states.map((value) => ({ value, label: t(`reselling.state.${value}`) })),
      },
    ],
    [t],
  );
  if (query.isError && !query.data) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} title={t("reselling.failed")} />;
  }
  if (!query.data) return <RowSkeletons phone={phone} />;
  if (query.data.items.length === 0) return <NoCustomers />;
  const rows = customersOf(query.data.items, search);
  const nothing = (
    <EmptyState
      title={t("reselling.nothing_title")}
      text={t("reselling.nothing_text")}
      actions={<Button onClick={() => onSearch(without(search, ["status", "q"]))}>{t("reselling.show_all")}</Button>}
    />
  );
  return (
    <>
      <FilterBar
        search={search}
        onSearch={onSearch}
        filters={filters}
        columns={columns}
        shownColumns={[]}
        defaultSort={defaultSort}
        phone={phone}
        searchable
        display={false}
        end={
          <div className="text-xs text-muted-foreground max-[759px]:hidden">
            <CustomerSum rows={rows} dashboard={query.data} />
          </div>
        }
      />
      <CustomerTable
        rows={rows}
        month={query.data.month}
        search={search}
        onSearch={onSearch}
        empty={nothing}
        scrollKey="list-customers"
      />
    </>
  );
}
