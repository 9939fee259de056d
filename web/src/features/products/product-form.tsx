import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { type Product, products } from "@/api/resources";
import { useCan } from "@/api/session";
import { createBody } from "@/components/form/constraints";
import { EditForm } from "@/components/form/edit-form";
import { LongTextField, MoneyField, SwitchField, TextField } from "@/components/form/fields";
import { ResourceForm, type Values } from "@/components/form/resource-form";
import { optional } from "@/components/form/values";
import { FieldSet } from "@/components/ui/field";
import { useUndoable } from "@/components/use-undo";

export function productLabels(t: TFunction): Record<string, string> {
  return {
    name: t("products.name"),
    category: t("products.category"),
    description: t("products.description"),
    sku: t("products.sku"),
    our_cost: t("products.our_cost"),
    client_price: t("products.client_price"),
    unit: t("products.unit"),
    default_quantity: t("products.default_quantity"),
    active: t("products.active"),
  };
}

function toValues(product: Product): Values {
  return {
    name: product.name,
    category: product.category ?? "",
    description: product.description ?? "",
    sku: product.sku ?? "",
    our_cost: product.our_cost ?? "",
    client_price: product.client_price,
    unit: product.unit ?? "",
    default_quantity: String(product.default_quantity ?? 1),
    active: product.active,
  };
}

function toPatch(values: Values) {
  return {
    ...(typeof values.name === "string" && { name: values.name }),
    ...optional(values, "category", "description", "sku", "unit"),
    ...(typeof values.our_cost === "string" && values.our_cost !== "" && { our_cost: values.our_cost }),
    ...(typeof values.client_price === "string" && values.client_price !== "" && { client_price: values.client_price }),
    ...(typeof values.default_quantity === "number" && { default_quantity: values.default_quantity }),
    ...(typeof values.active === "boolean" && { active: values.active }),
  };
}

export function NewProductForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const navigate = useNavigate();
  return (
    <ResourceForm
      operation="POST /api/products"
      draftKey="products/new"
      initial={{
        name: "",
        category: "",
        description: "",
        sku: "",
        our_cost: "",
        client_price: "",
        unit: "",
        default_quantity: "1",
        active: true,
      }}
      submitLabel={t("products.create")}
      busyLabel={t("actions.creating")}
      onCancel={onDone}
      onSubmit={async (values, constraints) => {
        const body = { name: "", ...toPatch(createBody(values, constraints)) };
        const created = await products.create(queries, body);
        undoable(t("edits.created", { label: created.row.name }), created.changeSet);
        await navigate({ to: "/products/$id", params: { id: created.row.id } });
      }}
    >
      <ProductFields />
    </ResourceForm>
  );
}

export function EditProductForm({ product, onDone }: { product: Product; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <EditForm
      resource={products}
      row={product}
      toValues={toValues}
      toPatch={toPatch}
      labels={productLabels(t)}
      title={product.name}
      onDone={onDone}
    >
      <ProductFields />
    </EditForm>
  );
}

function ProductFields() {
  const { t } = useTranslation();
  const seesCosts = useCan("read_costs");
  return (
    <>
      <TextField name="name" label={t("products.name")} autoComplete="off" autoFocus />
      <div className="flex gap-4 max-[759px]:flex-col">
        <TextField name="category" label={t("products.category")} autoComplete="off" />
        <TextField name="sku" label={t("products.sku")} autoComplete="off" />
      </div>
      <LongTextField name="description" label={t("products.description")} />
      <FieldSet legend={t("products.section_prices")}>
        <div className="flex gap-4 max-[759px]:flex-col">
          <MoneyField name="client_price" label={t("products.client_price")} />
          {seesCosts && <MoneyField name="our_cost" label={t("products.our_cost")} />}
        </div>
        <div className="flex gap-4 max-[759px]:flex-col">
          <TextField name="unit" label={t("products.unit")} help={t("products.unit_help")} autoComplete="off" />
          <TextField
            name="default_quantity"
            label={t("products.default_quantity")}
            inputMode="numeric"
            autoComplete="off"
          />
        </div>
      </FieldSet>
      <SwitchField name="active" label={t("products.active")} help={t("products.active_help")} />
    </>
  );
}
