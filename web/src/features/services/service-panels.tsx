import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { services } from "@/api/services";
import { FormSheet } from "@/components/form-sheet";
import { serviceLabel } from "./service-edits";
import { EditServiceForm, NewServiceForm } from "./service-form";

type NewPanelProps = { contactId: string | undefined; productId: string | undefined; onClose: () => void };

export function NewServicePanel({ contactId, productId, onClose }: NewPanelProps) {
  const { t } = useTranslation();
  return (
    <FormSheet title={t("services.new")} onClose={onClose}>
      <NewServiceForm contactId={contactId} productId={productId} onDone={onClose} />
    </FormSheet>
  );
}

export function EditServicePanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { data: service } = useQuery(services.one(id));
  if (!service) return null;
  return (
    <FormSheet title={serviceLabel(service, t)} onClose={onClose}>
      <EditServiceForm service={service} onDone={onClose} />
    </FormSheet>
  );
}
