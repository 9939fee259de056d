import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Pencil } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { organisations, type Plan, plansQuery, pricesQuery, updatePlan } from "@/api/organisations";
import { Moment } from "@/components/dates";
import { explain } from "@/components/explain";
import { MoneyField, TextField } from "@/components/form/fields";
import { ResourceForm } from "@/components/form/resource-form";
import { FormSheet } from "@/components/form-sheet";
import { Money } from "@/components/money";
import { Page } from "@/components/page";
import { ErrorState, FailedPart } from "@/components/states";
import { tell } from "@/components/toasts";
import { buttonVariants } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { formatMoney } from "@/lib/format";

export function PlansPage({ children }: { children?: ReactNode }) {
  const { t } = useTranslation();
  const plans = useQuery(plansQuery);
  return (
    <Page title={t("plans.title")}>
      {plans.isError && !plans.data ? (
        <ErrorState error={plans.error} title={t("plans.failed")} onRetry={() => void plans.refetch()} />
      ) : (
        <div className="min-h-0 flex-1 overflow-y-auto px-[var(--shell-gutter)] py-6 max-[759px]:px-4 max-[759px]:pt-2">
          <p className="mb-5 max-w-[72ch] text-muted-foreground">{t("plans.note")}</p>
          <ul className="grid max-w-[1080px] gap-4 min-[760px]:grid-cols-3">
            {plans.data?.items.map((plan) => (
              <PlanCard key={plan.code} plan={plan} />
            ))}
            {plans.isPending && ["starter", "pro", "enterprise"].map((code) => <CardSkeleton key={code} />)}
          </ul>
        </div>
      )}
      {children}
    </Page>
  );
}

function CardSkeleton() {
  const { t } = useTranslation();
  return (
    <li role="status" aria-label={t("lists.loading")} className="h-64 rounded-lg border bg-card p-5">
      <Skeleton className="w-32" />
      <Skeleton className="mt-6 h-8 w-40" />
      <Skeleton className="mt-5 w-28" />
    </li>
  );
}

function PlanCard({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const onIt = { plan: [plan.code], status: ["trial", "active", "suspended"] };
  const count = useQuery(organisations.count(onIt));
  return (
    <li className="flex flex-col rounded-lg border bg-card p-5">
      <div className="flex items-center justify-between gap-2">
        <h2 className="text-lg font-semibold tracking-[-0.01em]">{plan.name}</h2>
        <Link
          to="/plans/$code/edit"
          params={{ code: plan.code }}
          aria-label={t("plans.edit_title", { name: plan.name })}
          className={buttonVariants({ size: "small" })}
        >
          <Pencil aria-hidden />
          {t("plans.edit")}
        </Link>
      </div>
      <p className="mt-3">
        <Money amount={plan.monthly_price} currency="GBP" className="text-2xl font-semibold title-tracking" />{" "}
        <span className="text-muted-foreground">{t("charges.a_month")}</span>
      </p>
      <p className="mt-2">{t("plans.included", { count: plan.included_seats })}</p>
      <p className="text-muted-foreground">{t("plans.extra", { price: formatMoney(plan.extra_seat_price, "GBP") })}</p>
      <p className="mt-3 mb-4 h-5">
        {count.data && (
          <Link to="/organisations" search={onIt} className="text-link tabular-nums hover:underline">
            {t("plans.on_it", { count: count.data.total })}
          </Link>
        )}
      </p>
      <Prices code={plan.code} />
    </li>
  );
}

/** What it has cost until now. */
function Prices({ code }: { code: string }) {
  const { t } = useTranslation();
  const prices = useQuery(pricesQuery(code));
  return (
    <section className="mt-auto border-t pt-3">
      <h3 className="text-xs font-medium text-muted-foreground">{t("plans.history")}</h3>
      {prices.isError && !prices.data && (
        <FailedPart onRetry={() => void prices.refetch()}>{explain(prices.error, t)}</FailedPart>
      )}
      <ul className="mt-1.5 flex flex-col gap-1">
        {prices.data?.items.map((price) => (
          <li key={price.from_at} className="flex justify-between gap-2 text-muted-foreground">
            <span>
              <Money amount={price.monthly_price} currency="GBP" className="text-foreground" />,{" "}
              {t("ledger.seats_included", { count: price.included_seats })}
            </span>
            <Moment at={price.from_at} />
          </li>
        ))}
      </ul>
    </section>
  );
}

export function EditPlanPanel({ code, onClose }: { code: string; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const plan = useQuery(plansQuery).data?.items.find((one) => one.code === code);
  if (!plan) return null;
  return (
    <FormSheet title={t("plans.edit_title", { name: plan.name })} onClose={onClose}>
      <ResourceForm
        operation="PATCH /api/plans/{code}"
        initial={{
          name: plan.name,
          monthly_price: plan.monthly_price,
          included_seats: String(plan.included_seats),
          extra_seat_price: plan.extra_seat_price,
        }}
        submitLabel={t("plans.save")}
        busyLabel={t("actions.saving")}
        onCancel={onClose}
        onSubmit={async (values) => {
          const saved = await updatePlan(queries, plan, {
            name: String(values.name).trim(),
            monthly_price: String(values.monthly_price),
            included_seats: Number(values.included_seats),
            extra_seat_price: String(values.extra_seat_price),
          });
          tell(t("plans.saved", { name: saved.name }));
          onClose();
        }}
      >
        <p className="text-muted-foreground">{t("plans.note")}</p>
        <TextField name="name" label={t("plans.name")} autoComplete="off" autoFocus />
        <MoneyField name="monthly_price" label={t("plans.monthly_price")} />
        <TextField name="included_seats" label={t("plans.included_seats")} inputMode="numeric" autoComplete="off" />
        <MoneyField name="extra_seat_price" label={t("plans.extra_seat_price")} />
      </ResourceForm>
    </FormSheet>
  );
}
