import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { usesQuery } from "@/api/catalogue";
import { type Product, products } from "@/api/resources";
import { useCan } from "@/api/session";
import { Moment } from "@/components/dates";
import { Money } from "@/components/money";
import { Fact, Facts, FactsLine, Page, RailCard, SectionTitle } from "@/components/page";
import { RecordFaces, RecordLayout } from "@/components/record";
import { RecordActions } from "@/components/record-actions";
import { Timeline } from "@/components/timeline";
import { buttonVariants } from "@/components/ui/button";
import { Switch } from "@/components/ui/switch";
import { formatCount, formatPercent } from "@/lib/format";
import { margin, marginShare } from "@/lib/margin";
import { useProductEdits } from "./product-edits";
import { productLabels } from "./product-form";
import { ActiveBadge } from "./products-page";

export function ProductPage({ id, children }: { id: string; children?: ReactNode }) {
  const { t } = useTranslation();
  const query = useQuery(products.one(id));
  const parent = { label: t("products.title"), link: { to: "/products" } };
  return (
    <RecordFaces query={query} parent={parent}>
      {(product) => (
        <Page title={product.name} parent={parent} actions={<ProductActions product={product} />}>
          <RecordLayout
            fields={<ProductFacts product={product} />}
            timeline={<ProductTimeline product={product} />}
            rail={<ProductUses product={product} />}
          >
            <ProductBody product={product} />
          </RecordLayout>
          {children}
        </Page>
      )}
    </RecordFaces>
  );
}

function ProductActions({ product }: { product: Product }) {
  const { t } = useTranslation();
  const canSell = useCan("write_services");
  const canWrite = useCan("write_products");
  const edits = useProductEdits();
  if (!canWrite) return null;
  const deactivate = { label: t("products.deactivate"), run: () => void edits.setActive(product, false) };
  return (
    <RecordActions
      edit={{ to: "/products/$id/edit", params: { id: product.id } }}
      list={{ to: "/products" }}
      onRemove={() => edits.remove(product, product.name, product.active ? deactivate : undefined)}
    >
      {canSell && product.active && (
        <Link
          to="/services/new"
          search={{ product_id: product.id }}
          className={buttonVariants({ variant: "primary", className: "max-[759px]:hidden" })}
        >
          <Plus aria-hidden />
          {t("services.sell")}
        </Link>
      )}
    </RecordActions>
  );
}

function ProductFacts({ product }: { product: Product }) {
  const { t } = useTranslation();
  const canWrite = useCan("write_products");
  const edits = useProductEdits();
  const share = product.our_cost === null ? null : marginShare(product.client_price, product.our_cost);
  return (
    <>
      <SectionTitle>{t("products.section_prices")}</SectionTitle>
      <Facts>
        <Fact label={t("products.client_price")}>
          <Money amount={product.client_price} className="font-medium" />
          {product.unit && (
            <span className="ml-1.5 text-muted-foreground">{t("products.per_unit", { unit: product.unit })}</span>
          )}
        </Fact>
        {product.our_cost !== null && (
          <>
            <Fact label={t("products.our_cost")}>
              <Money amount={product.our_cost} />
            </Fact>
            <Fact label={t("products.margin")}>
              <span>
                <Money amount={margin(product.client_price, product.our_cost)} />
                {share !== null && (
                  <span className="ml-1.5 text-muted-foreground">
                    {t("products.of_price", { percent: formatPercent(share) })}
                  </span>
                )}
              </span>
            </Fact>
          </>
        )}
      </Facts>
      <FactsLine />
      <SectionTitle>{t("products.section_details")}</SectionTitle>
      <Facts>
        <Fact label={t("products.active")}>
          {canWrite ? (
            <Switch
              checked={product.active}
              onCheckedChange={(on) => void edits.setActive(product, on)}
              aria-label={t("products.active")}
            />
          ) : (
            <ActiveBadge active={product.active} />
          )}
        </Fact>
        <Fact label={t("products.category")}>{product.category}</Fact>
        <Fact label={t("products.sku")}>{product.sku}</Fact>
        <Fact label={t("products.default_quantity")}>
          <span className="tabular-nums">{product.default_quantity}</span>
        </Fact>
        <Fact label={t("products.created")}>
          <Moment at={product.created_at} />
        </Fact>
      </Facts>
    </>
  );
}

/** Who uses a product: while somebody does, it cannot be deleted. */
function ProductUses({ product }: { product: Product }) {
  const { t } = useTranslation();
  const uses = useQuery(usesQuery(product.id));
  if (!uses.data) return null;
  const { items, total = 0, total_capped: capped = false } = uses.data;
  return (
    <RailCard title={t("products.used_by")} count={`${formatCount(total)}${capped ? "+" : ""}`}>
      {items.length === 0 && <p className="text-muted-foreground">{t("products.used_by_nobody")}</p>}
      <ul className="flex flex-col gap-1">
        {items.map((service) => (
          <li key={service.id} className="flex min-h-6 items-center justify-between gap-2">
            <Link
              to="/contacts/$id"
              params={{ id: service.contact_id }}
              className="min-w-0 truncate rounded-xs font-medium hover:underline"
            >
              {service.contact_name}
            </Link>
            <span className="shrink-0 text-xs text-muted-foreground tabular-nums">
              {t("products.used_quantity", { count: service.quantity })}
            </span>
          </li>
        ))}
      </ul>
      {total > items.length && (
        <Link
          to="/services"
          search={{ product_id: [product.id] }}
          className="mt-1 inline-block text-link hover:underline"
        >
          {t("products.used_all")}
        </Link>
      )}
    </RailCard>
  );
}

function ProductBody({ product }: { product: Product }) {
  const { t } = useTranslation();
  return (
    <>
      <h2 className="text-xl font-semibold title-tracking [overflow-wrap:anywhere]">{product.name}</h2>
      {product.description ? (
        <p className="mt-1.5 max-w-[64ch] text-base whitespace-pre-wrap [overflow-wrap:anywhere]">
          {product.description}
        </p>
      ) : (
        <p className="mt-1.5 text-base text-muted-foreground">{t("products.no_description")}</p>
      )}
    </>
  );
}

function ProductTimeline({ product }: { product: Product }) {
  const { t } = useTranslation();
  const canWrite = useCan("write_products");
  const words = (field: string, value: unknown): ReactNode => {
    if (field === "our_cost" || field === "client_price") return <Money amount={String(value)} />;
    if (field === "active") return value === true ? t("history.yes") : t("history.no");
    return String(value);
  };
  return <Timeline resource={products} id={product.id} labels={productLabels(t)} words={words} canUndo={canWrite} />;
}
