import { createFileRoute, Outlet } from "@tanstack/react-router";
import { users } from "@/api/resources";
import { UserPage } from "@/features/users/user-page";

export const Route = createFileRoute("/_app/settings/users_/$id")({
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(users.one(params.id)),
  component: UserRoute,
});

function UserRoute() {
  const { id } = Route.useParams();
  return (
    <UserPage key={id} id={id}>
      <Outlet />
    </UserPage>
  );
}
