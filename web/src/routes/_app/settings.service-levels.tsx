import { createFileRoute } from "@tanstack/react-router";
import { ServiceLevelsPage } from "@/features/settings/service-levels-page";

export const Route = createFileRoute("/_app/settings/service-levels")({ component: ServiceLevelsPage });
