import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { CirclePause, CirclePlay, FileArchive, Mail, Pencil, RotateCcw, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePlanName } from "@/api/meta";
import { type Operated, offerExport, organisations, resume, suspend } from "@/api/organisations";
import { Charges } from "@/components/charges";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { EnumBadge } from "@/components/enum-parts";
import { Money } from "@/components/money";
import { Fact, Facts, FactsLine, Page, SectionTitle } from "@/components/page";
import { RecordFaces, RecordLayout } from "@/components/record";
import { MoreMenu } from "@/components/record-actions";
import { Avatar } from "@/components/ui/avatar";
import { Button, buttonVariants } from "@/components/ui/button";
import { MenuItem } from "@/components/ui/menu";
import { useAct } from "@/components/use-act";
import { useHotkeys } from "@/lib/hotkeys";
import { OrganisationLedger } from "./organisation-ledger";
import { Day, isHere, purgeTime, Seats } from "./organisation-parts";

export function OrganisationPage({ id, children }: { id: string; children?: ReactNode }) {
  const { t } = useTranslation();
  const query = useQuery(organisations.one(id));
  const parent = { label: t("organisations.title"), link: { to: "/organisations" } };
  return (
    <RecordFaces query={query} parent={parent}>
      {(organisation) => (
        <Page title={organisation.name} parent={parent} actions={<Actions organisation={organisation} />}>
          <RecordLayout fieldsFirst fields={<Details organisation={organisation} />}>
            <div className="flex max-w-[720px] flex-col gap-8">
              <section>
                <h2 className="mb-2 text-lg font-semibold tracking-[-0.01em]">{t("charges.title")}</h2>
                <Charges id={id} />
              </section>
              <OrganisationLedger id={id} />
            </div>
          </RecordLayout>
          {children}
        </Page>
      )}
    </RecordFaces>
  );
}

function Actions({ organisation }: { organisation: Operated }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const act = useAct(organisations);
  const [asking, setAsking] = useState<"suspend" | "delete" | null>(null);
  const { id, name } = organisation;
  const here = isHere(organisation);
  useHotkeys({ e: () => void navigate({ to: "/organisations/$id/edit", params: { id } }) }, here);
  if (organisation.purged_at) return null;
  if (!here) {
    return (
      <Button
        variant="primary"
        onClick={() => void act(() => organisations.restore(queries, id), t("organisations.restored", { name }))}
      >
        <RotateCcw aria-hidden />
        {t("organisations.restore")}
      </Button>
    );
  }
  return (
    <>
      <MoreMenu>
        {organisation.suspended_at ? (
          <MenuItem onClick={() => void act(() => resume(organisation), t("organisations.resumed", { name }))}>
            <CirclePlay className="size-4" aria-hidden />
            {t("organisations.resume")}
          </MenuItem>
        ) : (
          <>
            <MenuItem onClick={() => void navigate({ to: "/organisations/$id/invite", params: { id } })}>
              <Mail className="size-4" aria-hidden />
              {t("organisations.invite")}
            </MenuItem>
            <MenuItem onClick={() => void act(() => offerExport(id), t("organisations.offered", { name }))}>
              <FileArchive className="size-4" aria-hidden />
              {t("organisations.offer_export")}
            </MenuItem>
            <MenuItem onClick={() => setAsking("suspend")}>
              <CirclePause className="size-4" aria-hidden />
              {t("organisations.suspend")}
            </MenuItem>
          </>
        )}
        <MenuItem destructive onClick={() => setAsking("delete")}>
          <Trash2 className="size-4" aria-hidden />
          {t("organisations.delete")}
        </MenuItem>
      </MoreMenu>
      <Link to="/organisations/$id/edit" params={{ id }} className={buttonVariants({ variant: "primary" })}>
        <Pencil aria-hidden />
        {t("actions.edit")}
      </Link>
      <ConfirmDialog
        open={asking === "suspend"}
        onOpenChange={() => setAsking(null)}
        destructive
        title={t("organisations.suspend_title", { name })}
        text={t("organisations.suspend_text")}
        action={t("organisations.suspend")}
        onConfirm={() => act(() => suspend(organisation), t("organisations.suspended", { name }))}
      />
      <ConfirmDialog
        open={asking === "delete"}
        onOpenChange={() => setAsking(null)}
        destructive
        title={t("organisations.delete_title", { name })}
        text={t("organisations.delete_text")}
        action={t("organisations.delete")}
        onConfirm={async () => {
          if (await act(() => organisations.remove(queries, organisation), t("organisations.deleted", { name })))
            await navigate({ to: "/organisations" });
        }}
      />
    </>
  );
}

function Details({ organisation }: { organisation: Operated }) {
  const { t } = useTranslation();
  const plan = usePlanName(organisation.plan);
  const purge = purgeTime(organisation);
  return (
    <>
      <div className="flex items-center gap-3">
        <Avatar id={organisation.id} name={organisation.name} size="large" shape="company" />
        <div className="min-w-0">
          <h2 className="text-lg font-semibold tracking-[-0.01em] [overflow-wrap:anywhere]">{organisation.name}</h2>
          <p className="mt-0.5">
            <EnumBadge name="organisation_status" value={organisation.status} />
          </p>
        </div>
      </div>
      <FactsLine />
      <SectionTitle>{t("organisations.section")}</SectionTitle>
      <Facts>
        <Fact label={t("organisations.plan")}>{plan}</Fact>
        <Fact label={t("organisations.seats")}>
          <Seats organisation={organisation} />
        </Fact>
        <Fact label={t("organisations.monthly")}>
          <Money amount={organisation.monthly_total} currency="GBP" />
        </Fact>
        <Fact label={t("organisations.reseller")}>
          {organisation.reseller_id === null ? (
            <span className="text-muted-foreground">{t("organisations.no_reseller")}</span>
          ) : (
            <Link
              to="/resellers/$id"
              params={{ id: organisation.reseller_id }}
              search={{ tab: "customers" }}
              className="text-link hover:underline"
            >
              {organisation.reseller_name}
            </Link>
          )}
        </Fact>
        <Fact label={t("organisations.since")}>
          <Day at={organisation.created_at} />
        </Fact>
        {organisation.status === "trial" && (
          <Fact label={t("organisations.trial_ends")}>
            <Day at={organisation.trial_ends_at} />
          </Fact>
        )}
        {purge && (
          <Fact label={t("organisations.purge_on")}>
            <Day at={purge} />
          </Fact>
        )}
      </Facts>
      <p className="mt-2 text-xs text-muted-foreground">
        {organisation.purged_at ? t("organisations.gone") : t("organisations.privacy")}
      </p>
    </>
  );
}
