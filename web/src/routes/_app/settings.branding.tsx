import { createFileRoute } from "@tanstack/react-router";
import { brandingQuery } from "@/api/branding";
import { BrandingPage } from "@/features/branding/branding-page";

export const Route = createFileRoute("/_app/settings/branding")({
  loader: ({ context }) => void context.queryClient.prefetchQuery(brandingQuery),
  component: BrandingPage,
});
