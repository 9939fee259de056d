import { createFileRoute } from "@tanstack/react-router";
import { DuplicatesPage } from "@/features/contacts/duplicates-page";

type Search = { keep?: string; other?: string };

export const Route = createFileRoute("/_app/contacts_/duplicates")({
  validateSearch: ({ keep, other }: Record<string, unknown>): Search =>
    typeof keep === "string" && typeof other === "string" ? { keep, other } : {},
  component: DuplicatesRoute,
});

function DuplicatesRoute() {
  const { keep, other } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <DuplicatesPage
      pair={keep !== undefined && other !== undefined ? [keep, other] : null}
      onPair={(pair) => void navigate({ search: pair ? { keep: pair[0], other: pair[1] } : {} })}
    />
  );
}
