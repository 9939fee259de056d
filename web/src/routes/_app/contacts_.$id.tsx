import { createFileRoute, Outlet } from "@tanstack/react-router";
import { summaryOf } from "@/api/contact-hub";
import { contacts } from "@/api/resources";
import { ContactPage } from "@/features/contacts/contact-page";

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
  return (
    <ContactPage
      key={id}
      id={id}
      tab={tab}
      onTab={(next) => void navigate({ search: next === undefined ? {} : { tab: next }, replace: true })}
    >
      <Outlet />
    </ContactPage>
  );
}
