import { choiceOf, useEnum } from "@/api/meta";
import { useTimeZone } from "@/api/session";
import { ContactName, UserName } from "@/components/reference-name";
import type { ValueWords } from "@/components/timeline";
import { formatDate, formatDateTime, todayIn } from "@/lib/format";

/** How the values of a ticket's fields read, in its history and where one chooses between two. */
export function useTicketWords(): ValueWords {
  const zone = useTimeZone();
  const statuses = useEnum("ticket_status");
  const priorities = useEnum("ticket_priority");
  return (field, value) => {
    const text = String(value);
    if (field === "status") return choiceOf(statuses, text).label;
    if (field === "priority") return choiceOf(priorities, text).label;
    if (field === "scheduled_date") return formatDate(text, todayIn(zone));
    if (field === "scheduled_start" || field === "scheduled_end") return formatDateTime(text, zone);
    if (field === "assigned_user_id") return <UserName id={text} />;
    if (field === "contact_id") return <ContactName id={text} />;
    return text;
  };
}
