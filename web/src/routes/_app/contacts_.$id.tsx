import { createFileRoute, Outlet } from "@tanstack/react-router";
import { contacts } from "@/api/resources";
import { ContactPage } from "@/features/contacts/contact-page";

export const Route = createFileRoute("/_app/contacts_/$id")({
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(contacts.one(params.id)),
  component: ContactRoute,
});

function ContactRoute() {
  const { id } = Route.useParams();
  return (
    <ContactPage key={id} id={id}>
      <Outlet />
    </ContactPage>
  );
}
