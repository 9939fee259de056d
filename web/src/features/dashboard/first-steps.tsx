import { Link, type LinkProps } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Dashboard } from "@/api/dashboard";
import { type Permission, useMe } from "@/api/session";
import { ImportLink } from "@/components/import-links";
import { SampleDataButton, SampleDataNote } from "@/components/sample-data";
import { cn } from "@/lib/classes";

type Step = keyof Dashboard["first_steps"];

const steps: readonly { step: Step; to: LinkProps["to"]; permission: Permission }[] = [
  { step: "contacts", to: "/contacts/new", permission: "write_contacts" },
  { step: "products", to: "/products/new", permission: "write_products" },
  { step: "services", to: "/services/new", permission: "write_services" },
  { step: "tickets", to: "/tickets/new", permission: "write_tickets" },
  { step: "colleagues", to: "/settings/users/new", permission: "write_users" },
];

/** Five steps that tick themselves; with `samples` also something to look at before the first of them. */
export function FirstSteps({ steps: done, samples = false }: { steps: Dashboard["first_steps"]; samples?: boolean }) {
  const { t } = useTranslation();
  const { permissions } = useMe();
  const may = (permission: Permission) => permissions.includes(permission);
  return (
    <>
      <ol className="flex flex-col divide-y rounded-lg border bg-card">
        {steps.map(({ step, to, permission }, index) => (
          <li key={step} className="flex min-h-14 items-center gap-3 px-4 py-2.5">
            <span
              className={cn(
                "grid size-6 shrink-0 place-items-center rounded-full bg-secondary text-xs tabular-nums",
                done[step] && "bg-success-bg text-success-fg",
              )}
            >
              {done[step] ? <Check className="size-3.5" role="img" aria-label={t("dashboard.done")} /> : index + 1}
            </span>
            <span className="min-w-0 flex-1">
              {done[step] || !may(permission) ? (
                <span className={cn("font-medium", done[step] && "text-muted-foreground")}>
                  {t(`dashboard.steps.${step}`)}
                </span>
              ) : (
                <Link to={to} className="font-medium hover:underline">
                  {t(`dashboard.steps.${step}`)}
                </Link>
              )}
              <span className="block text-muted-foreground">{t(`dashboard.step_texts.${step}`)}</span>
            </span>
            {!done[step] && may(permission) && (step === "contacts" || step === "products") && (
              <ImportLink resource={step} />
            )}
          </li>
        ))}
      </ol>
      {samples && (
        <div className="mt-5 flex flex-wrap items-center gap-3">
          <SampleDataButton />
          <span className="text-xs text-muted-foreground">
            <SampleDataNote />
          </span>
        </div>
      )}
    </>
  );
}
