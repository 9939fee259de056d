import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Product, products } from "@/api/resources";
import { useCan } from "@/api/session";
import { CreateButton } from "@/components/create-button";
import type { BulkEdit, Column, FilterField, View } from "@/components/data-table/columns";
import type { ListSearch } from "@/components/data-table/list-search";
import { ResourceList } from "@/components/data-table/resource-list";
import { RowLink } from "@/components/data-table/row-link";
import { Moment } from "@/components/dates";
import { ImportLink, ListMenu } from "@/components/list-menu";
import { Money } from "@/components/money";
import { Page } from "@/components/page";
import { SampleDataButton, SampleDataNote } from "@/components/sample-data";
import { EmptyState } from "@/components/states";
import { Badge } from "@/components/ui/badge";
import { Glyph } from "@/components/ui/glyphs";
import { margin } from "./margin";

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
          <ListMenu resource="products" search={search} filters={filters} defaultSort="name" canImport={canWrite} />
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

function useProductColumns(): Column<Product>[] {
  const { t } = useTranslation();
  const seesCosts = useCan("read_costs");
  const costs: Column<Product>[] = [
    {
      id: "our_cost",
      label: t("products.our_cost"),
      width: 120,
      align: "right",
      sort: "our_cost",
      cell: (product) => <Money amount={product.our_cost} className="text-muted-foreground" />,
    },
    {
      id: "margin",
      label: t("products.margin"),
      width: 120,
      align: "right",
      cell: (product) => product.our_cost !== null && <Money amount={margin(product.client_price, product.our_cost)} />,
    },
  ];
  return [
    {
      id: "name",
      label: t("products.name"),
      sort: "name",
      fixed: true,
      cell: (product) => (
        <span className="flex min-w-0 items-center gap-2.5">
          <RowLink to="/products/$id" params={{ id: product.id }}>
            {product.name}
          </RowLink>
          {!product.active && <Badge>{t("products.active_no")}</Badge>}
        </span>
      ),
    },
    {
      id: "category",
      label: t("products.category"),
      width: 140,
      sort: "category",
      cell: (product) => <span className="text-muted-foreground">{product.category}</span>,
    },
    {
      id: "sku",
      label: t("products.sku"),
      width: 130,
      wide: true,
      sort: "sku",
      cell: (product) => <span className="text-muted-foreground tabular-nums">{product.sku}</span>,
    },
    { id: "unit", label: t("products.unit"), width: 110, wide: true, cell: (product) => product.unit },
    ...(seesCosts ? costs : []),
    {
      id: "client_price",
      label: t("products.client_price"),
      width: 130,
      align: "right",
      sort: "client_price",
      cell: (product) => <Money amount={product.client_price} />,
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
  return useMemo(
    () => [
      {
        key: "active",
        label: t("products.active"),
        kind: "flag",
        yes: t("products.active_yes"),
        no: t("products.active_no"),
      },
      { key: "created_at", label: t("products.created"), kind: "instant" },
    ],
    [t],
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
    <Link
      to="/products/$id"
      params={{ id: product.id }}
      className="flex min-h-[68px] flex-col justify-center px-4 py-[11px]"
    >
      <span className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate text-[15px] leading-[22px] font-medium">{product.name}</span>
        <Money amount={product.client_price} className="font-medium" />
      </span>
      <span className="mt-[3px] flex items-center gap-2 text-muted-foreground">
        <span className="min-w-0 flex-1 truncate">
          {[product.category, product.sku].filter(Boolean).join(" · ")}
          {!product.active && ` · ${t("products.active_no")}`}
        </span>
        {product.unit && <span>{t("products.per_unit", { unit: product.unit })}</span>}
      </span>
    </Link>
  );
}
