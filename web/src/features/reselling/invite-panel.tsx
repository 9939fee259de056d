import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { inviteCustomer, refreshInvitations } from "@/api/reselling";
import { TextField } from "@/components/form/fields";
import { ResourceForm } from "@/components/form/resource-form";
import { FormSheet } from "@/components/form-sheet";
import { tell } from "@/components/toasts";

/** Invites somebody: a link by mail, with which they become a customer. */
export function InvitePanel({ onClose, onSent }: { onClose: () => void; onSent: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return (
    <FormSheet title={t("reselling.invite")} onClose={onClose}>
      <ResourceForm
        operation="POST /api/reseller_invitations"
        initial={{ email: "", organisation_name: "" }}
        submitLabel={t("reselling.send")}
        busyLabel={t("reselling.sending")}
        onCancel={onClose}
        onSubmit={async (values) => {
          const email = String(values.email).trim();
          await inviteCustomer({ email, organisation_name: String(values.organisation_name).trim() || null });
          tell(t("reselling.sent", { email }));
          await refreshInvitations(queries);
          onSent();
        }}
      >
        <TextField
          name="email"
          label={t("reselling.invited_email")}
          help={t("reselling.invited_email_help")}
          type="email"
          autoComplete="off"
          autoFocus
        />
        <TextField
          name="organisation_name"
          label={t("reselling.invited_name")}
          help={t("reselling.invited_name_help")}
          autoComplete="off"
        />
      </ResourceForm>
    </FormSheet>
  );
}
