import { createFileRoute } from "@tanstack/react-router";
import { importQuery } from "@/api/imports";
import { ImportRunPage } from "@/features/imports/import-run-page";

export const Route = createFileRoute("/_app/import/$id")({
  validateSearch: (raw: Record<string, unknown>): { step?: "columns" } =>
    raw.step === "columns" ? { step: "columns" } : {},
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(importQuery(params.id)),
  component: ImportRunRoute,
});

function ImportRunRoute() {
  const { id } = Route.useParams();
  const { step } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ImportRunPage
      key={id}
      id={id}
      columns={step === "columns"}
      onColumns={(columns) => void navigate({ search: columns ? { step: "columns" } : {}, replace: true })}
    />
  );
}
