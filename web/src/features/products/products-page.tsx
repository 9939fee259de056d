import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { categoriesQuery } from "@/api/catalogue";
import { type Product, products } from "@/api/resources";
import { useCan } from "@/api/session";
import { CreateButton } from "@/components/create-button";
import type { BulkEdit, Column, FilterField, View } from "@/components/data-table/columns";
import { TextCell } from "@/components/data-table/editable-cells";
import type { ListSearch } from "@/components/data-table/list-search";
import { PhoneRow } from "@/components/data-table/phone-row";
import { ResourceList } from "@/components/data-table/resource-list";
import { RowLink } from "@/components/data-table/row-link";
import { useIsTrash } from "@/components/data-table/trash-context";
import { Moment } from "@/components/dates";
import { ImportItem, ImportLink } from "@/components/import-links";
import { Money } from "@/components/money";
import { Page } from "@/components/page";
import { MoreMenu } from "@/components/record-actions";
import { SampleDataButton, SampleDataNote } from "@/components/sample-data";
import { EmptyState } from "@/components/states";
import { Badge } from "@/components/ui/badge";
import { Glyph } from "@/components/ui/glyphs";
import { Switch } from "@/components/ui/switch";
import { formatPercent } from "@/lib/format";
import { amountOf, margin, marginShare } from "@/lib/margin";
import { useProductEdits } from "./product-edits";

type ProductsPageProps = { search: ListSearch; onSearch: (search: ListSearch) => void; children?: ReactNode };

export function ProductsPage({ search, onSearch, children }: ProductsPageProps) {
  const { t } = useTranslation();
  const canWrite = useCan("write_products");
  const navigate = useNavigate();
  const filters = useProductFilters();
  return (
    <Page
      title={t("products.title")}
      actions={
        <>
          {canWrite && (
            <MoreMenu>
              <ImportItem resource="products" />
            </MoreMenu>
          )}
          {canWrite && <CreateButton to="/products/new" label={t("products.new")} />}
        </>
      }
    >
      <ResourceList
        resource={products}
        path="/products"
        search={search}
        onSearch={onSearch}
        columns={useProductColumns()}
        filters={filters}
        views={useProductViews(canWrite)}
        defaultSort="name"
        edits={useProductBulkEdits()}
        canBulk={canWrite}
        rowLabel={(product) => product.name}
        onOpen={(product) => void navigate({ to: "/products/$id", params: { id: product.id } })}
        phoneRow={(product) => <ProductPhoneRow product={product} />}
        empty={
          <EmptyState
            title={t("products.empty_title")}
            text={t("products.empty_text")}
            actions={
              canWrite && (
                <>
                  <CreateButton to="/products/new" label={t("products.new")} keys="C" always />
                  <ImportLink resource="products" />
                  <SampleDataButton />
                </>
              )
            }
            note={<SampleDataNote />}
          />
        }
      />
      {children}
    </Page>
  );
}

export function ActiveBadge({ active }: { active: boolean }) {
  const { t } = useTranslation();
  return active ? (
    <Badge tone="success">
      <Glyph name="success" />
      {t("products.active_yes")}
    </Badge>
  ) : (
    <Badge>{t("products.active_no")}</Badge>
  );
}

function shortText(text: string): string | null {
  const trimmed = text.trim();
  return trimmed.length <= 200 ? trimmed : null;
}

function ActiveCell({ product, onChange }: { product: Product; onChange: ((on: boolean) => void) | null }) {
  const { t } = useTranslation();
  const isTrash = useIsTrash();
  if (onChange === null || isTrash) return <ActiveBadge active={product.active} />;
  return (
    <Switch
      checked={product.active}
      onCheckedChange={onChange}
      data-shortcut="s"
      aria-label={t("products.active_of", { name: product.name })}
    />
  );
}

function useProductColumns(): Column<Product>[] {
  const { t } = useTranslation();
  const seesCosts = useCan("read_costs");
  const canWrite = useCan("write_products");
  const edits = useProductEdits();
  const categories = useQuery(categoriesQuery).data?.items.flatMap(({ name }) => name ?? []) ?? [];
  const costs: Column<Product>[] = [
    {
      id: "our_cost",
      label: t("products.our_cost"),
      width: 120,
      align: "right",
      sort: "our_cost",
      cell: (product) => (
        <TextCell
          value={product.our_cost ?? ""}
          label={t("products.our_cost")}
          clean={amountOf}
          onSave={(text) => void edits.setAmount(product, "our_cost", text)}
          readOnly={!canWrite}
          align="right"
          inputMode="decimal"
        >
          <Money amount={product.our_cost} className="text-muted-foreground" />
        </TextCell>
      ),
    },
    {
      id: "margin",
      label: t("products.margin"),
      width: 120,
      align: "right",
      wide: true,
      cell: (product) => product.our_cost !== null && <Money amount={margin(product.client_price, product.our_cost)} />,
    },
    {
      id: "margin_share",
      label: t("products.margin_share"),
      width: 130,
      align: "right",
      wide: true,
      cell: (product) => {
        const share = product.our_cost === null ? null : marginShare(product.client_price, product.our_cost);
        return share !== null && <span className="text-muted-foreground tabular-nums">{formatPercent(share)}</span>;
      },
    },
  ];
  return [
    {
      id: "name",
      label: t("products.name"),
      sort: "name",
      fixed: true,
      cell: (product) => (
        <RowLink to="/products/$id" params={{ id: product.id }}>
          {product.name}
        </RowLink>
      ),
    },
    {
      id: "category",
      label: t("products.category"),
      width: 140,
      sort: "category",
      cell: (product) => (
        <TextCell
          value={product.category ?? ""}
          label={t("products.category")}
          clean={shortText}
          onSave={(text) => void edits.setText(product, "category", text)}
          readOnly={!canWrite}
          suggestions={categories}
        >
          <span className="truncate text-muted-foreground">{product.category}</span>
        </TextCell>
      ),
    },
    {
      id: "sku",
      label: t("products.sku"),
      width: 130,
      wide: true,
      sort: "sku",
      cell: (product) => <span className="text-muted-foreground tabular-nums">{product.sku}</span>,
    },
    {
      id: "unit",
      label: t("products.unit"),
      width: 110,
      wide: true,
      cell: (product) => (
        <TextCell
          value={product.unit ?? ""}
          label={t("products.unit")}
          clean={shortText}
          onSave={(text) => void edits.setText(product, "unit", text)}
          readOnly={!canWrite}
        >
          <span className="truncate">{product.unit}</span>
        </TextCell>
      ),
    },
    {
      id: "default_quantity",
      label: t("products.default_quantity"),
      width: 90,
      align: "right",
      hidden: true,
      cell: (product) => <span className="tabular-nums">{product.default_quantity}</span>,
    },
    ...(seesCosts ? costs : []),
    {
      id: "client_price",
      label: t("products.client_price"),
      width: 130,
      align: "right",
      sort: "client_price",
      cell: (product) => (
        <TextCell
          value={product.client_price}
          label={t("products.client_price")}
          clean={amountOf}
          onSave={(text) => void edits.setAmount(product, "client_price", text)}
          readOnly={!canWrite}
          shortcut="p"
          align="right"
          inputMode="decimal"
        >
          <Money amount={product.client_price} />
        </TextCell>
      ),
    },
    {
      id: "active",
      label: t("products.active"),
      width: canWrite ? 80 : 110,
      cell: (product) => (
        <ActiveCell product={product} onChange={canWrite ? (on) => void edits.setActive(product, on) : null} />
      ),
    },
    {
      id: "created_at",
      label: t("products.created"),
      width: 150,
      sort: "created_at",
      hidden: true,
      cell: (product) => <Moment at={product.created_at} />,
    },
  ];
}

function useProductFilters(): FilterField[] {
  const { t } = useTranslation();
  const categories = useQuery(categoriesQuery).data?.items;
  return useMemo(
    () => [
      {
        key: "category",
        label: t("products.category"),
        kind: "choice",
        choices: (categories ?? []).map(({ name }) =>
          name === null ? { value: "null", label: t("products.no_category") } : { value: name, label: name },
        ),
      },
      {
        key: "active",
        label: t("products.active"),
        kind: "flag",
        yes: t("products.active_yes"),
        no: t("products.active_no"),
      },
      { key: "created_at", label: t("products.created"), kind: "instant" },
    ],
    [t, categories],
  );
}

function useProductViews(canWrite: boolean): View[] {
  const { t } = useTranslation();
  return [
    { id: "all", label: t("products.views.all"), search: {}, counted: true },
    { id: "active", label: t("products.views.active"), search: { active: ["true"] }, counted: true },
    { id: "inactive", label: t("products.views.inactive"), search: { active: ["false"] }, counted: true },
    ...(canWrite ? [{ id: "trash", label: t("lists.trash"), search: { trash: "true" } }] : []),
  ];
}

function useProductBulkEdits(): BulkEdit<{ active?: boolean }>[] {
  const { t } = useTranslation();
  return [
    {
      id: "active",
      label: t("products.active"),
      keys: "s",
      kind: "flag",
      yes: t("products.active_yes"),
      no: t("products.active_no"),
      patch: (value) => ({ active: value === "true" }),
    },
  ];
}

function ProductPhoneRow({ product }: { product: Product }) {
  const { t } = useTranslation();
  return (
    <PhoneRow
      to="/products/$id"
      params={{ id: product.id }}
      name={product.name}
      amount={product.client_price}
      under={
        <>
          {[product.category, product.sku].filter(Boolean).join(" · ")}
          {!product.active && ` · ${t("products.active_no")}`}
        </>
      }
      end={product.unit && <span>{t("products.per_unit", { unit: product.unit })}</span>}
    />
  );
}
