import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { RefreshCw, X } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Renewal, type RenewalMeant, renewalsQuery } from "@/api/services";
import { useCan, useCurrency, useTimeZone } from "@/api/session";
import { CreateButton } from "@/components/create-button";
import type { FilterField } from "@/components/data-table/columns";
import { FilterChips } from "@/components/data-table/filter-bar";
import { isActive, type ListSearch } from "@/components/data-table/list-search";
import { type Selection, useSelection } from "@/components/data-table/use-selection";
import { RenewDialog, RenewSeveralDialog } from "@/components/renew-dialog";
import { SampleDataButton } from "@/components/sample-data";
import { EmptyState } from "@/components/states";
import { Button } from "@/components/ui/button";
import { formatCount, formatMoney, todayIn } from "@/lib/format";
import { sum } from "@/lib/margin";
import { useMedia, usePhone } from "@/lib/media";
import { DuePhoneRow, useDueColumns } from "./due-columns";
import { dueQuery, tileOf } from "./renewals-search";
import { ListTools, RowList } from "./rows";

export function useDueFilters(): FilterField[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        key: "auto_renew",
        label: t("services.renews"),
        kind: "flag",
        yes: t("services.automatic"),
        no: t("services.by_hand"),
      },
      { key: "billing_period", label: t("services.period"), kind: "enum", name: "billing_period" },
      { key: "contact_id", label: t("services.contact"), kind: "contact" },
    ],
    [t],
  );
}

/** What a small window does without before the rest gets too narrow. */
const spared = ["days", "auto_renew"];

type DueListProps = { tabs: ReactNode; search: ListSearch; onSearch: (search: ListSearch) => void };

/** What is due, soonest first; one can be renewed where it stands, and several together. */
export function DueList({ tabs, search, onSearch }: DueListProps) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const currency = useCurrency();
  const phone = usePhone();
  const roomy = useMedia("(min-width: 1200px)");
  const navigate = useNavigate();
  const canWrite = useCan("write_services");
  const filters = useDueFilters();
  const query = useMemo(() => dueQuery(search, filters, todayIn(zone), zone), [search, filters, zone]);
  const found = useQuery(renewalsQuery(query));
  const { data } = found;
  const selection = useSelection(JSON.stringify(query));
  const [renewing, setRenewing] = useState<RenewalMeant | null>(null);
  const rows = data?.items ?? [];
  const columns = useDueColumns(canWrite, setRenewing);
  const isNarrowed = tileOf(search) !== undefined || filters.some((field) => isActive(search, field));
  return (
    <>
      <ListTools
        end={
          data && (
            <span className="tabular-nums" aria-live="polite" data-testid="due-sum">
              {t("renewals.sum", {
                services: t("renewals.services", { count: data.services, shown: formatCount(data.services) }),
                amount: formatMoney(data.revenue, currency),
              })}
            </span>
          )
        }
      >
        {tabs}
        <FilterChips search={search} onSearch={onSearch} filters={filters} phone={phone} />
      </ListTools>
      <RowList
        query={found}
        rows={rows}
        columns={columns.filter((column) => roomy || !spared.includes(column.id))}
        label={t("renewals.tab.due")}
        total={data?.services ?? 0}
        empty={isNarrowed ? <NothingFound onClear={() => onSearch({})} /> : <NothingYet canWrite={canWrite} />}
        selection={canWrite ? selection : null}
        rowLabel={(renewal) => t("services.label", { product: renewal.product_name, contact: renewal.contact_name })}
        onOpen={(renewal) => void navigate({ to: "/services/$id", params: { id: renewal.id } })}
        phoneRow={(renewal) => <DuePhoneRow renewal={renewal} onRenew={canWrite ? setRenewing : null} />}
        faded={found.isPlaceholderData}
        scrollKey="list-renewals"
      />
      {canWrite && <RenewBar rows={rows} selection={selection} />}
      <RenewDialog meant={renewing} onClose={() => setRenewing(null)} />
    </>
  );
}

function NothingFound({ onClear }: { onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <EmptyState
      title={t("renewals.nothing_title")}
      text={t("renewals.nothing_text")}
      actions={<Button onClick={onClear}>{t("renewals.show_all")}</Button>}
    />
  );
}

function NothingYet({ canWrite }: { canWrite: boolean }) {
  const { t } = useTranslation();
  return (
    <EmptyState
      title={t("renewals.empty_title")}
      text={t("renewals.empty_text")}
      actions={
        canWrite && (
          <>
            <CreateButton to="/services/new" label={t("services.new")} always />
            <SampleDataButton />
          </>
        )
      }
    />
  );
}

/** Floats above the list while rows are chosen. */
function RenewBar({ rows, selection }: { rows: readonly Renewal[]; selection: Selection }) {
  const { t } = useTranslation();
  const [meant, setMeant] = useState<{ renewals: RenewalMeant[]; amount: string } | null>(null);
  const chosen = rows.filter((row) => selection.has(row.id));
  const begin = () =>
    setMeant({
      renewals: chosen.map(({ id, renewal_date }) => ({ id, renewal_date })),
      amount: sum(chosen.map((row) => row.revenue)),
    });
  return (
    <>
      {chosen.length > 0 && (
        <div
          role="toolbar"
          aria-label={t("lists.bulk")}
          className="absolute bottom-4 left-1/2 z-[var(--z-sticky)] flex -translate-x-1/2 items-center gap-1 rounded-lg bg-popover p-[5px] whitespace-nowrap shadow-lift"
        >
          <span className="pr-2.5 pl-2 font-semibold tabular-nums" aria-live="polite">
            {t("lists.selected", { count: formatCount(chosen.length) })}
          </span>
          <Button variant="quiet" onClick={begin}>
            <RefreshCw aria-hidden />
            {t("renew.act")}
          </Button>
          <Button variant="quiet" size="icon" aria-label={t("lists.clear_selection")} onClick={selection.clear}>
            <X aria-hidden />
          </Button>
        </div>
      )}
      {meant && (
        <RenewSeveralDialog
          meant={meant.renewals}
          amount={meant.amount}
          onClose={(renewed) => {
            setMeant(null);
            if (renewed) selection.clear();
          }}
        />
      )}
    </>
  );
}
