import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Columns3, LayoutList } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Resource, Stored } from "@/api/resource";
import { useTimeZone } from "@/api/session";
import type { Address } from "@/lib/address";
import { first } from "@/lib/address";
import { cn } from "@/lib/classes";
import { formatCount } from "@/lib/format";
import { Segmented, TabRow, tabClass } from "../ui/tabs";
import type { FilterField, View } from "./columns";
import { isView, type ListSearch, toFilter } from "./list-search";
import { SavedViewTabs } from "./saved-view-tabs";

export type Layout = "list" | "board";

export function layoutOf(search: ListSearch): Layout {
  return first(search.layout) === "board" ? "board" : "list";
}

type TabsProps<Row extends Stored, Fields, Patch extends object> = {
  resource: Resource<Row, Fields, Patch>;
  path: string;
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
  views: readonly View[];
  filters: readonly FilterField[];
  /** Whether people may save views of their own. */
  savedViews: boolean;
  hasBoard: boolean;
};

const pill =
  "max-[759px]:h-9 max-[759px]:rounded-full max-[759px]:border max-[759px]:border-border-strong max-[759px]:px-[13px] max-[759px]:after:hidden max-[759px]:aria-[current]:border-foreground max-[759px]:aria-[current]:bg-foreground max-[759px]:aria-[current]:text-background max-[759px]:[&[aria-current]>span]:text-background";

/** The views of a list as links, those that come with it and those that people saved; at the right, its layout. */
export function ViewTabs<Row extends Stored, Fields, Patch extends object>(props: TabsProps<Row, Fields, Patch>) {
  const { views, search, onSearch, hasBoard } = props;
  const { t } = useTranslation();
  const layout = layoutOf(search);
  const trash = views.find((view) => view.search.trash !== undefined);
  const tab = (view: View) => (
    <ViewTab
      key={view.id}
      path={props.path}
      search={{ ...view.search, ...kept(search, view) }}
      isCurrent={search.view === undefined && isView(view, search)}
    >
      {view.label}
      {view.count ? (
        <CountText {...view.count} />
      ) : (
        view.counted && <ViewCount resource={props.resource} filters={props.filters} search={view.search} />
      )}
    </ViewTab>
  );
  return (
    <div className="flex shrink-0 items-stretch border-b max-[759px]:border-b-0">
      <TabRow
        aria-label={t("lists.views")}
        className="min-w-0 flex-1 border-b-0 max-[759px]:h-auto max-[759px]:gap-2 max-[759px]:px-4 max-[759px]:pb-2.5"
      >
        {views.filter((view) => view !== trash).map(tab)}
        {props.savedViews && (
          <SavedViewTabs
            resource={props.resource}
            path={props.path}
            search={search}
            onSearch={onSearch}
            filters={props.filters}
          />
        )}
        {trash && tab(trash)}
      </TabRow>
      {hasBoard && first(search.trash) !== "true" && (
        <div className="flex items-center pr-3 pl-2 max-[759px]:hidden">
          <Segmented
            label={t("board.layout")}
            value={layout}
            onChange={(next) => onSearch(withLayout(search, next))}
            choices={[
              { value: "list", label: <LayoutWord icon={<LayoutList aria-hidden />}>{t("board.list")}</LayoutWord> },
              { value: "board", label: <LayoutWord icon={<Columns3 aria-hidden />}>{t("board.board")}</LayoutWord> },
            ]}
          />
        </div>
      )}
    </div>
  );
}

export function withLayout(search: ListSearch, layout: Layout): ListSearch {
  return { ...search, layout: layout === "board" ? "board" : undefined, peek: undefined };
}

/** Another view keeps the layout; the trash has none. */
function kept(search: ListSearch, view: View): Address {
  if (view.search.trash !== undefined) return {};
  return { layout: search.layout, lanes: search.lanes };
}

function LayoutWord({ icon, children }: { icon: ReactNode; children: string }) {
  return (
    <span className="inline-flex items-center gap-1.5 [&_svg]:size-[15px]">
      {icon}
      {children}
    </span>
  );
}

type TabProps = { path: string; search: Address; isCurrent: boolean; children: ReactNode };

export function ViewTab({ path, search, isCurrent, children }: TabProps) {
  return (
    <Link
      to={path}
      search={search}
      activeOptions={{ exact: true }}
      aria-current={isCurrent ? "page" : undefined}
      className={cn(tabClass, pill)}
    >
      {children}
    </Link>
  );
}

type CountProps<Row extends Stored, Fields, Patch extends object> = {
  resource: Resource<Row, Fields, Patch>;
  filters: readonly FilterField[];
  search: Address;
};

export function ViewCount<Row extends Stored, Fields, Patch extends object>({
  resource,
  filters,
  search,
}: CountProps<Row, Fields, Patch>) {
  const zone = useTimeZone();
  const { data } = useQuery(resource.count(toFilter(search, filters, zone)));
  return data ? <CountText {...data} /> : <span className="min-w-2" />;
}

function CountText({ total, capped }: { total: number; capped: boolean }) {
  return (
    <span className="min-w-2 text-xs font-normal text-muted-foreground tabular-nums">
      {formatCount(total)}
      {capped && "+"}
    </span>
  );
}
