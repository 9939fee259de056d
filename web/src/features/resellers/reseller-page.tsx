import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { DoorClosed, DoorOpen, Pencil } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Reseller, resellers } from "@/api/resellers";
import { ConfirmDialog } from "@/components/confirm-dialog";
import type { ListSearch } from "@/components/data-table/list-search";
import { EnumBadge } from "@/components/enum-parts";
import { Page } from "@/components/page";
import { RecordFaces } from "@/components/record";
import { MoreMenu } from "@/components/record-actions";
import { MenuItem } from "@/components/ui/menu";
import { TabRow, tabClass } from "@/components/ui/tabs";
import { useAct } from "@/components/use-act";
import { first } from "@/lib/address";
import { formatCount } from "@/lib/format";
import { useHotkeys } from "@/lib/hotkeys";
import { ResellerCommission } from "./reseller-commission";
import { ResellerCustomers } from "./reseller-customers";
import { ResellerPeople } from "./reseller-people";
import { ResellerRates } from "./reseller-rates";
import { ResellerRefunds } from "./reseller-refunds";

const tabs = ["commission", "customers", "rates", "refunds", "people"] as const;
type Tab = (typeof tabs)[number];

export type TabProps = { reseller: Reseller; search: ListSearch; onSearch: (search: ListSearch) => void };
type ResellerPageProps = {
  id: string;
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
  children?: ReactNode;
};

/** A reseller: what it earns month by month, and all that this follows from. */
export function ResellerPage({ id, search, onSearch, children }: ResellerPageProps) {
  const { t } = useTranslation();
  const query = useQuery(resellers.one(id));
  const tab = tabs.find((one) => one === first(search.tab)) ?? "commission";
  const parent = { label: t("resellers.title"), link: { to: "/resellers" } };
  return (
    <RecordFaces query={query} parent={parent}>
      {(reseller) => (
        <Page
          title={reseller.name}
          parent={parent}
          beside={reseller.status === "closed" && <EnumBadge name="reseller_status" value={reseller.status} />}
          actions={<ResellerActions reseller={reseller} />}
        >
          <ResellerTabs reseller={reseller} current={tab} />
          <TabBody tab={tab} reseller={reseller} search={search} onSearch={onSearch} />
          {children}
        </Page>
      )}
    </RecordFaces>
  );
}

function TabBody({ tab, ...props }: TabProps & { tab: Tab }) {
  if (tab === "customers") return <ResellerCustomers {...props} />;
  if (tab === "rates") return <ResellerRates {...props} />;
  if (tab === "refunds") return <ResellerRefunds {...props} />;
  if (tab === "people") return <ResellerPeople {...props} />;
  return <ResellerCommission {...props} />;
}

function ResellerTabs({ reseller, current }: { reseller: Reseller; current: Tab }) {
  const { t } = useTranslation();
  return (
    <TabRow aria-label={t("reseller.tabs")}>
      {tabs.map((tab) => (
        <Link
          key={tab}
          to="/resellers/$id"
          params={{ id: reseller.id }}
          search={tab === "commission" ? {} : { tab }}
          className={tabClass}
          activeOptions={{ exact: true }}
          aria-current={tab === current ? "page" : undefined}
        >
          {t(`reseller.tab.${tab}`)}
          {tab === "customers" && (
            <span className="text-xs font-normal tabular-nums">{formatCount(reseller.customers)}</span>
          )}
        </Link>
      ))}
    </TabRow>
  );
}

function ResellerActions({ reseller }: { reseller: Reseller }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const act = useAct(resellers);
  const [closing, setClosing] = useState(false);
  const { id, name } = reseller;
  const edit = () => void navigate({ to: "/resellers/$id/edit", params: { id }, search: (search) => search });
  useHotkeys({ e: edit });
  const set = (status: Reseller["status"]) =>
    act(
      () => resellers.update(queries, reseller, { status }),
      t(status === "closed" ? "reseller.closed_toast" : "reseller.reopened_toast", { name }),
    );
  return (
    <>
      <MoreMenu>
        <MenuItem onClick={edit} keys="E">
          <Pencil className="size-4" aria-hidden />
          {t("actions.edit")}
        </MenuItem>
        {reseller.status === "closed" ? (
          <MenuItem onClick={() => void set("active")}>
            <DoorOpen className="size-4" aria-hidden />
            {t("reseller.reopen")}
          </MenuItem>
        ) : (
          <MenuItem destructive onClick={() => setClosing(true)}>
            <DoorClosed className="size-4" aria-hidden />
            {t("reseller.close")}
          </MenuItem>
        )}
      </MoreMenu>
      <ConfirmDialog
        open={closing}
        onOpenChange={setClosing}
        title={t("reseller.close_title", { name })}
        text={t("reseller.close_text")}
        action={t("reseller.close")}
        destructive
        onConfirm={() => set("closed")}
      />
    </>
  );
}
