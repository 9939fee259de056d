import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { products } from "@/api/resources";
import { FormSheet } from "@/components/form-sheet";
import { EditProductForm, NewProductForm } from "./product-form";

export function NewProductPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <FormSheet title={t("products.new")} onClose={onClose}>
      <NewProductForm onDone={onClose} />
    </FormSheet>
  );
}

export function EditProductPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { data: product } = useQuery(products.one(id));
  if (!product) return null;
  return (
    <FormSheet title={product.name} onClose={onClose}>
      <EditProductForm product={product} onDone={onClose} />
    </FormSheet>
  );
}
