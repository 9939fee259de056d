import { createFileRoute, Outlet } from "@tanstack/react-router";
import { summaryOf } from "@/api/contact-hub";
import { contacts } from "@/api/resources";
import { useTimeZone } from "@/api/session";
import { ContactPage } from "@/features/contacts/contact-page";
import { EventPanel, NewEventPanel } from "@/features/events/event-panels";
import { todayIn } from "@/lib/format";

type Search = { tab?: string };

export const Route = createFileRoute("/_app/contacts_/$id")({
  validateSearch: (raw: Record<string, unknown>): Search => (typeof raw.tab === "string" ? { tab: raw.tab } : {}),
  loader: ({ context, params }) => {
    void context.queryClient.prefetchQuery(contacts.one(params.id));
    void context.queryClient.prefetchQuery(summaryOf(params.id));
  },
  component: ContactRoute,
});

function ContactRoute() {
  const { id } = Route.useParams();
  const { tab } = Route.useSearch();
  const navigate = Route.useNavigate();
  const today = todayIn(useTimeZone());
  return (
    <ContactPage
      key={id}
      id={id}
      tab={tab}
      onTab={(next) => void navigate({ search: next === undefined ? {} : { tab: next }, replace: true })}
      eventSheet={(event, onClose) =>
        "id" in event ? (
          <EventPanel id={event.id} onClose={onClose} />
        ) : (
          <NewEventPanel day={today} contactId={id} as={event.as} onClose={onClose} />
        )
      }
    >
      <Outlet />
    </ContactPage>
  );
}
