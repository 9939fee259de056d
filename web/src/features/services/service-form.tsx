import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { useEffect, useRef } from "react";
import { useFormContext, useWatch } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { contacts, products } from "@/api/resources";
import { type CustomerService, type ServiceChanges, type ServiceFields, services } from "@/api/services";
import { useCan, useCurrency, useTimeZone } from "@/api/session";
import { createBody } from "@/components/form/constraints";
import { EditForm } from "@/components/form/edit-form";
import {
  DateField,
  EnumField,
  LongTextField,
  MoneyField,
  ReferenceField,
  SwitchField,
  TextField,
} from "@/components/form/fields";
import { ResourceForm, type Values } from "@/components/form/resource-form";
import { optional } from "@/components/form/values";
import { Money } from "@/components/money";
import { Button } from "@/components/ui/button";
import { FieldSet } from "@/components/ui/field";
import { useUndoable } from "@/components/use-undo";
import { formatMoney, formatPercent, todayIn } from "@/lib/format";
import { margin, marginShare, times } from "@/lib/margin";
import { nextRenewal } from "@/lib/renewal-date";
import { isPeriod, isStatus, serviceLabel } from "./service-edits";

export function serviceLabels(t: TFunction): Record<string, string> {
  return {
    contact_id: t("services.contact"),
    product_id: t("services.product"),
    quantity: t("services.quantity"),
    unit_price: t("services.unit_price"),
    unit_cost: t("services.unit_cost"),
    billing_period: t("services.period"),
    renewal_date: t("services.renewal_date"),
    auto_renew: t("services.auto_renew"),
    status: t("services.status"),
    notes: t("services.notes"),
  };
}

function toValues(service: CustomerService): Values {
  return {
    contact_id: service.contact_id,
    product_id: service.product_id,
    quantity: String(service.quantity),
    unit_price: service.unit_price ?? "",
    unit_cost: service.unit_cost ?? "",
    billing_period: service.billing_period,
    renewal_date: service.renewal_date ?? "",
    auto_renew: service.auto_renew,
    status: service.status,
    notes: service.notes ?? "",
  };
}

/** The form's values as the API types them; only what is there is sent. */
function toChanges(values: Values): ServiceChanges {
  return {
    ...(typeof values.contact_id === "string" && { contact_id: values.contact_id }),
    ...(typeof values.product_id === "string" && { product_id: values.product_id }),
    ...(typeof values.quantity === "number" && { quantity: values.quantity }),
    ...(isPeriod(values.billing_period) && { billing_period: values.billing_period }),
    ...(isStatus(values.status) && { status: values.status }),
    ...(typeof values.auto_renew === "boolean" && { auto_renew: values.auto_renew }),
    ...optional(values, "unit_price", "unit_cost", "renewal_date", "notes"),
  };
}

function toFields(values: Values): ServiceFields {
  return { contact_id: "", product_id: "", ...toChanges(values) };
}

type NewServiceProps = { contactId: string | undefined; productId: string | undefined; onDone: () => void };

export function NewServiceForm({ contactId, productId, onDone }: NewServiceProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const navigate = useNavigate();
  const today = todayIn(useTimeZone());
  const { data: contact } = useQuery({ ...contacts.one(contactId ?? ""), enabled: contactId !== undefined });
  const { data: product } = useQuery({ ...products.one(productId ?? ""), enabled: productId !== undefined });
  return (
    <ResourceForm
      operation="POST /api/customer_services"
      draftKey={`customer_services/new/${contactId ?? ""}/${productId ?? ""}`}
      initial={{
        contact_id: contactId ?? "",
        product_id: productId ?? "",
        quantity: "1",
        unit_price: "",
        unit_cost: "",
        billing_period: "monthly",
        renewal_date: nextRenewal(today, "monthly", null) ?? "",
        auto_renew: true,
        notes: "",
      }}
      submitLabel={t("services.create")}
      busyLabel={t("actions.creating")}
      onCancel={onDone}
      onSubmit={async (values, constraints) => {
        const { row, changeSet } = await services.create(queries, toFields(createBody(values, constraints)));
        undoable(t("edits.created", { label: serviceLabel(row, t) }), changeSet);
        await navigate({ to: "/services/$id", params: { id: row.id } });
      }}
    >
      <ServiceFormFields contactName={contact?.name ?? null} productName={product?.name ?? null} />
    </ResourceForm>
  );
}

export function EditServiceForm({ service, onDone }: { service: CustomerService; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <EditForm
      resource={services}
      row={service}
      toValues={toValues}
      toPatch={toChanges}
      labels={serviceLabels(t)}
      title={serviceLabel(service, t)}
      onDone={onDone}
    >
      <ServiceFormFields contactName={service.contact_name} productName={service.product_name} isStored />
    </EditForm>
  );
}

type FieldsProps = { contactName: string | null; productName: string | null; isStored?: boolean };

function ServiceFormFields({ contactName, productName, isStored = false }: FieldsProps) {
  const { t } = useTranslation();
  useFirstRenewal(isStored);
  return (
    <>
      <ReferenceField
        name="contact_id"
        label={t("services.contact")}
        kind="contact"
        none={t("services.choose_contact")}
        initialName={contactName}
      />
      <ReferenceField
        name="product_id"
        label={t("services.product")}
        kind="product"
        none={t("services.choose_product")}
        initialName={productName}
      />
      <PriceFields isStored={isStored} />
      <FieldSet legend={t("services.section_renewal")}>
        <div className="flex gap-4 max-[759px]:flex-col">
          <EnumField name="billing_period" label={t("services.period")} enumName="billing_period" />
          <DateField name="renewal_date" label={t("services.renewal_date")} />
        </div>
        <SwitchField name="auto_renew" label={t("services.auto_renew")} help={t("services.auto_renew_help")} />
        {isStored && <EnumField name="status" label={t("services.status")} enumName="service_status" />}
      </FieldSet>
      <LongTextField name="notes" label={t("services.notes")} />
    </>
  );
}

/** A new service renews a period from today, until somebody writes another day. */
function useFirstRenewal(isStored: boolean): void {
  const today = todayIn(useTimeZone());
  const { setValue, getFieldState } = useFormContext();
  const period: unknown = useWatch({ name: "billing_period" });
  const seen = useRef(period);
  useEffect(() => {
    if (isStored || seen.current === period) return;
    seen.current = period;
    if (getFieldState("renewal_date").isDirty) return;
    setValue("renewal_date", nextRenewal(today, String(period), null) ?? "");
  }, [isStored, period, today, setValue, getFieldState]);
}

/** Prices are the catalogue's until somebody writes others; beneath stands what each renewal comes to. */
function PriceFields({ isStored }: { isStored: boolean }) {
  const { t } = useTranslation();
  const seesCosts = useCan("read_costs");
  const currency = useCurrency();
  const { setValue, getFieldState } = useFormContext();
  const productId: unknown = useWatch({ name: "product_id" });
  const asked = typeof productId === "string" ? productId : "";
  const { data: product } = useQuery({ ...products.one(asked), enabled: asked !== "" });
  const quantity = useNumberText("quantity");
  const ownPrice = useNumberText("unit_price");
  const ownCost = useNumberText("unit_cost");
  const price = ownPrice || (product?.client_price ?? "");
  const cost = ownCost || (product?.our_cost ?? "");
  // The product's usual quantity comes with it, unless somebody has written another, or it stands in a stored service.
  const filled = useRef(isStored ? asked : "");
  useEffect(() => {
    if (!product || filled.current === product.id) return;
    filled.current = product.id;
    if (getFieldState("quantity").isDirty || isStored) return;
    setValue("quantity", String(product.default_quantity ?? 1));
  }, [product, isStored, setValue, getFieldState]);

  const hint = (own: unknown, catalogue: string | null | undefined) => {
    if (catalogue === null || catalogue === undefined) return undefined;
    const amount = formatMoney(catalogue, currency);
    return own ? t("services.own_price", { amount }) : t("services.catalogue_price", { amount });
  };
  const reset = (name: string, own: string) =>
    own !== "" && (
      <Button
        variant="link"
        size="small"
        onClick={() => setValue(name, "", { shouldDirty: true, shouldValidate: true })}
      >
        {t("services.use_catalogue")}
      </Button>
    );
  const count = Number(quantity);
  const isPriced = /^\d+(\.\d{1,2})?$/.test(price) && Number.isInteger(count) && count > 0;
  const isCosted = seesCosts && isPriced && /^\d+(\.\d{1,2})?$/.test(cost);
  return (
    <FieldSet legend={t("services.section_prices")}>
      <TextField name="quantity" label={t("services.quantity")} inputMode="numeric" autoComplete="off" />
      <div className="flex gap-4 max-[759px]:flex-col">
        <MoneyField
          name="unit_price"
          label={t("services.unit_price")}
          help={hint(ownPrice, product?.client_price)}
          action={product && reset("unit_price", ownPrice)}
          placeholder={product?.client_price}
        />
        {seesCosts && (
          <MoneyField
            name="unit_cost"
            label={t("services.unit_cost")}
            help={hint(ownCost, product?.our_cost)}
            action={product && reset("unit_cost", ownCost)}
            placeholder={product?.our_cost ?? undefined}
          />
        )}
      </div>
      {isPriced && (
        <dl className="flex items-baseline gap-4 rounded-lg border bg-card px-3.5 py-2.5">
          <dt className="text-muted-foreground">{t("services.each_time")}</dt>
          <dd className="font-semibold">
            <Money amount={times(price, count)} />
          </dd>
          {isCosted && (
            <>
              <dt className="ml-auto text-muted-foreground">{t("services.margin")}</dt>
              <dd>
                <Money amount={times(margin(price, cost), count)} />
                <MarginPart price={price} cost={cost} />
              </dd>
            </>
          )}
        </dl>
      )}
    </FieldSet>
  );
}

export function MarginPart({ price, cost }: { price: string; cost: string }) {
  const share = marginShare(price, cost);
  if (share === null) return null;
  return <span className="ml-1.5 text-muted-foreground tabular-nums">{formatPercent(share, 1, 0)}</span>;
}

function useNumberText(name: string): string {
  const value: unknown = useWatch({ name });
  return typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
}
