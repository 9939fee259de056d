import { createFileRoute } from "@tanstack/react-router";
import { CalendarFeedsPage } from "@/features/settings/calendar-feeds-page";

export const Route = createFileRoute("/_app/settings/calendar-feeds")({ component: CalendarFeedsPage });
