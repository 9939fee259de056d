import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { tickets } from "@/api/resources";
import { FormSheet } from "@/components/form-sheet";
import { ticketLabel } from "./ticket-edits";
import { EditTicketForm, NewTicketForm } from "./ticket-form";

export function NewTicketPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <FormSheet title={t("tickets.new")} onClose={onClose}>
      <NewTicketForm onDone={onClose} />
    </FormSheet>
  );
}

export function EditTicketPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { data: ticket } = useQuery(tickets.one(id));
  if (!ticket) return null;
  return (
    <FormSheet title={ticketLabel(ticket)} onClose={onClose}>
      <EditTicketForm ticket={ticket} onDone={onClose} />
    </FormSheet>
  );
}
