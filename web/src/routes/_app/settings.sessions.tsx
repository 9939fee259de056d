import { createFileRoute } from "@tanstack/react-router";
import { ProfilePage } from "@/features/settings/profile-page";

export const Route = createFileRoute("/_app/settings/sessions")({ component: ProfilePage });
