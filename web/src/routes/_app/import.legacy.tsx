import { createFileRoute } from "@tanstack/react-router";
import { LegacyPage } from "@/features/imports/legacy-page";

export const Route = createFileRoute("/_app/import/legacy")({ component: LegacyPage });
