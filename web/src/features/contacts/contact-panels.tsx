import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { contacts } from "@/api/resources";
import { FormSheet } from "@/components/form-sheet";
import { EditContactForm, NewContactForm } from "./contact-form";

export function NewContactPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <FormSheet title={t("contacts.new")} onClose={onClose}>
      <NewContactForm onDone={onClose} />
    </FormSheet>
  );
}

export function EditContactPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { data: contact } = useQuery(contacts.one(id));
  if (!contact) return null;
  return (
    <FormSheet title={contact.name} onClose={onClose}>
      <EditContactForm contact={contact} onDone={onClose} />
    </FormSheet>
  );
}
