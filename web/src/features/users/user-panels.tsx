import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { users } from "@/api/resources";
import { FormSheet } from "@/components/form-sheet";
import { EditUserForm, NewUserForm } from "./user-form";

export function NewUserPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <FormSheet title={t("users.new")} onClose={onClose}>
      <NewUserForm onDone={onClose} />
    </FormSheet>
  );
}

export function EditUserPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { data: user } = useQuery(users.one(id));
  if (!user) return null;
  return (
    <FormSheet title={user.name ?? user.email} onClose={onClose}>
      <EditUserForm user={user} onDone={onClose} />
    </FormSheet>
  );
}
