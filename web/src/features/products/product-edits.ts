import { useTranslation } from "react-i18next";
import { type Product, products } from "@/api/resources";
import { useCurrency } from "@/api/session";
import { useRowActions } from "@/components/data-table/row-actions";
import { formatMoney } from "@/lib/format";

/** The small changes that are made where a product stands, each with its undo. */
export function useProductEdits() {
  const { t } = useTranslation();
  const actions = useRowActions(products);
  const currency = useCurrency();
  const said = (product: Product, field: string, value: string) =>
    t("products.set", { name: product.name, field, value: value === "" ? t("products.nothing") : value });
  return {
    ...actions,
    setText: (product: Product, key: "category" | "unit", text: string) => {
      const change = { [key]: text === "" ? null : text };
      return actions.edit(product, change, change, said(product, t(`products.${key}`), text));
    },
    setAmount: (product: Product, key: "client_price" | "our_cost", text: string) => {
      const change = { [key]: text };
      return actions.edit(product, change, change, said(product, t(`products.${key}`), formatMoney(text, currency)));
    },
    setActive: (product: Product, active: boolean) => {
      const words = active ? "products.set_active" : "products.set_inactive";
      return actions.edit(product, { active }, { active }, t(words, { name: product.name }));
    },
  };
}
