import { createFileRoute } from "@tanstack/react-router";
import { ForgotPage } from "@/features/auth/auth-pages";

export const Route = createFileRoute("/forgot")({ component: ForgotPage });
