import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { CircleX, Pause, Pencil, Play, RefreshCw, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type CustomerService, renewalRecordsQuery, services } from "@/api/services";
import { useCan, useTimeZone } from "@/api/session";
import { DueDate, Moment } from "@/components/dates";
import { EnumBadge, EnumText } from "@/components/enum-parts";
import { Money } from "@/components/money";
import { Fact, Facts, FactsLine, Page, RailCard, SectionTitle } from "@/components/page";
import { RecordFaces, RecordLayout } from "@/components/record";
import { MoreMenu } from "@/components/record-actions";
import { ContactName, ProductName, UserName } from "@/components/reference-name";
import { RenewDialog } from "@/components/renew-dialog";
import { RenewsBy } from "@/components/renews-by";
import { worth } from "@/components/service-worth";
import { Timeline } from "@/components/timeline";
import { Button, buttonVariants } from "@/components/ui/button";
import { MenuItem, MenuSeparator } from "@/components/ui/menu";
import { Skeleton } from "@/components/ui/skeleton";
import { Switch } from "@/components/ui/switch";
import { formatDate, todayIn } from "@/lib/format";
import { useHotkeys } from "@/lib/hotkeys";
import { times } from "@/lib/margin";
import { renews, serviceLabel, useServiceEdits } from "./service-edits";
import { MarginPart, serviceLabels } from "./service-form";

export function ServicePage({ id, children }: { id: string; children?: ReactNode }) {
  const { t } = useTranslation();
  const query = useQuery(services.one(id));
  const parent = { label: t("customer_services.title"), link: { to: "/services" } };
  return (
    <RecordFaces query={query} parent={parent}>
      {(service) => (
        <Page
          title={service.product_name ?? t("services.product")}
          parent={parent}
          actions={<ServiceActions service={service} />}
        >
          <RecordLayout
            fields={<ServiceFacts service={service} />}
            timeline={<ServiceTimeline service={service} />}
            rail={<PastRenewals service={service} />}
          >
            <ServiceBody service={service} />
          </RecordLayout>
          {children}
        </Page>
      )}
    </RecordFaces>
  );
}

function ServiceActions({ service }: { service: CustomerService }) {
  const { t } = useTranslation();
  const canWrite = useCan("write_services");
  const edits = useServiceEdits();
  const navigate = useNavigate();
  const [isRenewing, setRenewing] = useState(false);
  const edit = { to: "/services/$id/edit", params: { id: service.id } } as const;
  useHotkeys({ e: () => void navigate(edit) }, canWrite);
  if (!canWrite) return null;
  const isActive = service.status === "Active";
  return (
    <>
      <MoreMenu>
        {isActive ? (
          <MenuItem onClick={() => void edits.setStatus(service, "Paused", t("services.views.paused"))}>
            <Pause className="size-4" aria-hidden />
            {t("services.pause")}
          </MenuItem>
        ) : (
          <MenuItem onClick={() => void edits.setStatus(service, "Active", t("services.views.active"))}>
            <Play className="size-4" aria-hidden />
            {t("services.resume")}
          </MenuItem>
        )}
        {service.status !== "Cancelled" && (
          <MenuItem onClick={() => void edits.setStatus(service, "Cancelled", t("services.views.cancelled"))}>
            <CircleX className="size-4" aria-hidden />
            {t("services.cancel")}
          </MenuItem>
        )}
        <MenuSeparator />
        <MenuItem
          destructive
          onClick={async () => {
            if (await edits.remove(service, serviceLabel(service, t))) await navigate({ to: "/services" });
          }}
        >
          <Trash2 className="size-4" aria-hidden />
          {t("actions.delete")}
        </MenuItem>
      </MoreMenu>
      <Link {...edit} className={buttonVariants(renews(service) ? {} : { variant: "primary" })}>
        <Pencil aria-hidden />
        {t("actions.edit")}
      </Link>
      {renews(service) && (
        <Button variant="primary" onClick={() => setRenewing(true)}>
          <RefreshCw aria-hidden />
          {t("renew.act")}
        </Button>
      )}
      <RenewDialog
        meant={isRenewing && service.renewal_date ? { id: service.id, renewal_date: service.renewal_date } : null}
        onClose={() => setRenewing(false)}
      />
    </>
  );
}

function ServiceFacts({ service }: { service: CustomerService }) {
  const { t } = useTranslation();
  const canWrite = useCan("write_services");
  const edits = useServiceEdits();
  const { price, cost, amount, margin } = worth(service);
  const link = "rounded-xs text-link hover:underline";
  return (
    <>
      <Facts>
        <Fact label={t("services.status")} field={`${service.id}/status`}>
          <EnumBadge name="service_status" value={service.status} />
        </Fact>
        <Fact label={t("services.contact")} field={`${service.id}/contact_id`}>
          <Link to="/contacts/$id" params={{ id: service.contact_id }} className={link}>
            {service.contact_name}
          </Link>
        </Fact>
        <Fact label={t("services.product")} field={`${service.id}/product_id`}>
          <Link to="/products/$id" params={{ id: service.product_id }} className={link}>
            {service.product_name}
          </Link>
        </Fact>
      </Facts>
      <FactsLine />
      <SectionTitle>{t("services.section_prices")}</SectionTitle>
      <Facts>
        <Fact label={t("services.unit_price")} field={`${service.id}/unit_price`}>
          <PriceOf amount={price} isOwn={service.unit_price !== null} />
        </Fact>
        <Fact label={t("services.quantity")} field={`${service.id}/quantity`}>
          <span className="tabular-nums">{service.quantity}</span>
        </Fact>
        <Fact label={t("services.each_time")}>
          <Money amount={amount} className="font-medium" />
        </Fact>
        {cost !== null && price !== null && (
          <>
            <Fact label={t("services.unit_cost")} field={`${service.id}/unit_cost`}>
              <PriceOf amount={cost} isOwn={service.unit_cost !== null} />
            </Fact>
            <Fact label={t("services.margin")}>
              <span>
                <Money amount={margin} />
                <MarginPart price={price} cost={cost} />
              </span>
            </Fact>
          </>
        )}
      </Facts>
      <FactsLine />
      <SectionTitle>{t("services.section_renewal")}</SectionTitle>
      <Facts>
        <Fact label={t("services.period")} field={`${service.id}/billing_period`}>
          <EnumText name="billing_period" value={service.billing_period} />
        </Fact>
        <Fact label={t("services.renewal_date")} field={`${service.id}/renewal_date`}>
          <DueDate date={service.renewal_date} closed={!renews(service)} />
        </Fact>
        {service.billing_period !== "one-off" && (
          <Fact label={t("services.renews")} field={`${service.id}/auto_renew`}>
            {canWrite ? (
              <span className="flex items-center gap-2">
                <Switch
                  checked={service.auto_renew}
                  onCheckedChange={(on) => void edits.setAutomatic(service, on)}
                  aria-label={t("services.auto_renew")}
                />
                <RenewsBy automatic={service.auto_renew} />
              </span>
            ) : (
              <RenewsBy automatic={service.auto_renew} />
            )}
          </Fact>
        )}
        <Fact label={t("services.created")}>
          <Moment at={service.created_at} />
        </Fact>
      </Facts>
    </>
  );
}

function PriceOf({ amount, isOwn }: { amount: string | null; isOwn: boolean }) {
  const { t } = useTranslation();
  return (
    <span>
      <Money amount={amount} className="whitespace-nowrap" />
      {!isOwn && <span className="text-muted-foreground"> {t("services.from_catalogue")}</span>}
    </span>
  );
}

/** What it is and, in one sentence, why it does not renew, where that is so. */
function ServiceBody({ service }: { service: CustomerService }) {
  const { t } = useTranslation();
  const why =
    service.status !== "Active"
      ? t("services.not_renewing")
      : service.billing_period === "one-off"
        ? t("services.one_off")
        : service.renewal_date === null
          ? t("services.undated")
          : null;
  return (
    <>
      <h2 className="text-xl font-semibold title-tracking [overflow-wrap:anywhere]">{serviceLabel(service, t)}</h2>
      {why !== null && <p className="mt-1.5 text-base text-muted-foreground">{why}</p>}
      {service.notes ? (
        <p className="mt-1.5 max-w-[64ch] text-base whitespace-pre-wrap [overflow-wrap:anywhere]">{service.notes}</p>
      ) : (
        <p className="mt-1.5 text-base text-muted-foreground">{t("services.no_notes")}</p>
      )}
    </>
  );
}

/** The renewals that were made, each with the prices of its day. */
function PastRenewals({ service }: { service: CustomerService }) {
  const { t } = useTranslation();
  const today = todayIn(useTimeZone());
  const { data, isPending, isError } = useQuery(renewalRecordsQuery(service.id));
  const records = data?.items ?? [];
  return (
    <RailCard title={t("services.past")} count={records.length > 0 ? records.length : undefined}>
      {isPending && <Skeleton className="w-40" />}
      {isError && <p className="text-muted-foreground">{t("services.past_failed")}</p>}
      {data && records.length === 0 && <p className="text-muted-foreground">{t("services.none_past")}</p>}
      <ol className="flex flex-col gap-3">
        {records.map((record) => (
          <li key={record.id} className="flex flex-col gap-0.5">
            <span className="flex items-baseline justify-between gap-2">
              <span className="font-medium tabular-nums">{formatDate(record.renewal_date, today)}</span>
              <Money amount={times(record.unit_price, record.quantity)} />
            </span>
            <span className="text-xs text-muted-foreground">
              {t("services.each", { count: record.quantity })} <Money amount={record.unit_price} />
              {" · "}
              {t("services.past_line", { day: formatDate(record.next_date, today) })}
              {" · "}
              {record.created_by ? <UserName id={record.created_by} /> : t("services.by_itself")}
            </span>
            {record.notes && <span className="text-xs whitespace-pre-wrap">{record.notes}</span>}
          </li>
        ))}
      </ol>
    </RailCard>
  );
}

function ServiceTimeline({ service }: { service: CustomerService }) {
  const { t } = useTranslation();
  const canWrite = useCan("write_services");
  const today = todayIn(useTimeZone());
  const words = (field: string, value: unknown): ReactNode => {
    if (typeof value === "boolean") return t(value ? "history.yes" : "history.no");
    if (field === "unit_price" || field === "unit_cost") return <Money amount={String(value)} />;
    if (field === "renewal_date") return formatDate(String(value), today);
    if (field === "contact_id") return <ContactName id={String(value)} />;
    if (field === "product_id") return <ProductName id={String(value)} />;
    if (field === "billing_period") return <EnumText name="billing_period" value={String(value)} />;
    return String(value);
  };
  return <Timeline resource={services} id={service.id} labels={serviceLabels(t)} words={words} canUndo={canWrite} />;
}
