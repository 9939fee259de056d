import { createFileRoute, Outlet } from "@tanstack/react-router";
import { validateListSearch } from "@/components/data-table/list-search";
import { ContactsPage } from "@/features/contacts/contacts-page";

export const Route = createFileRoute("/_app/contacts")({
  validateSearch: validateListSearch,
  component: ContactsRoute,
});

function ContactsRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ContactsPage search={search} onSearch={(next) => void navigate({ search: next, replace: true })}>
      <Outlet />
    </ContactsPage>
  );
}
