import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowRightLeft, Link2, Unlink } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  link,
  linksQuery,
  moveLink,
  organisationNamesQuery,
  type PastLink,
  pastLinksQuery,
  type Reseller,
  refreshResellers,
  resellers,
  unlink,
} from "@/api/resellers";
import { useTimeZone } from "@/api/session";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { explain } from "@/components/explain";
import { SelectField } from "@/components/form/fields";
import { ResourceForm } from "@/components/form/resource-form";
import { FormSheet } from "@/components/form-sheet";
import { SectionTitle } from "@/components/page";
import { MoreMenu } from "@/components/record-actions";
import { tell, tellFailure } from "@/components/toasts";
import { Button } from "@/components/ui/button";
import { MenuItem } from "@/components/ui/menu";
import { formatDateTime } from "@/lib/format";
import type { TabProps } from "./reseller-page";
import { TabFrame, TabRowItem } from "./tab-frame";

/** The organisations that a reseller has, since when, and those that it has had. */
export function ResellerCustomers({ reseller }: TabProps) {
  const { t } = useTranslation();
  const [linking, setLinking] = useState(false);
  const query = useQuery(pastLinksQuery(reseller.id));
  const button = reseller.status === "active" && (
    <Button variant="primary" onClick={() => setLinking(true)}>
      <Link2 aria-hidden />
      {t("reseller.link")}
    </Button>
  );
  return (
    <>
      <TabFrame
        query={query}
        text={t("reseller.customers_text")}
        action={button}
        isEmpty={({ items }) => items.length === 0}
        empty={{ title: t("reseller.no_customers"), text: t("reseller.customers_text") }}
      >
        {({ items }) => <Links reseller={reseller} links={items} />}
      </TabFrame>
      {linking && <LinkSheet reseller={reseller} onClose={() => setLinking(false)} />}
    </>
  );
}

function Links({ reseller, links }: { reseller: Reseller; links: readonly PastLink[] }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const present = links.filter((one) => one.until_at === null);
  const past = links.filter((one) => one.until_at !== null);
  return (
    <>
      <ul aria-label={t("reseller.tab.customers")} className="border-t empty:hidden">
        {present.map((one) => (
          <TabRowItem
            key={one.organisation_id}
            title={one.organisation_name}
            text={t("reseller.since", { at: formatDateTime(one.from_at, zone) })}
            end={<LinkActions reseller={reseller} link={one} />}
          />
        ))}
      </ul>
      {past.length > 0 && (
        <>
          <SectionTitle count={past.length}>{t("reseller.past_links")}</SectionTitle>
          <ul aria-label={t("reseller.past_links")} className="border-t">
            {past.map((one) => (
              <TabRowItem
                key={`${one.organisation_id} ${one.from_at}`}
                title={one.organisation_name}
                text={t(one.next_reseller_name === null ? "reseller.was_linked" : "reseller.was_moved", {
                  from: formatDateTime(one.from_at, zone),
                  until: formatDateTime(one.until_at ?? one.from_at, zone),
                  name: one.next_reseller_name,
                })}
              />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function LinkActions({
  reseller,
  link: { organisation_id, organisation_name },
}: {
  reseller: Reseller;
  link: PastLink;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [doing, setDoing] = useState<"move" | "unlink" | null>(null);
  const end = async () => {
    try {
      await unlink(reseller.id, organisation_id);
      tell(t("reseller.unlinked_toast", { name: organisation_name }));
    } catch (error) {
      tellFailure(explain(error, t));
    }
    await refreshResellers(queries);
  };
  return (
    <>
      <MoreMenu label={t("reseller.actions_of", { name: organisation_name })}>
        <MenuItem onClick={() => setDoing("move")}>
          <ArrowRightLeft className="size-4" aria-hidden />
          {t("reseller.move")}
        </MenuItem>
        <MenuItem destructive onClick={() => setDoing("unlink")}>
          <Unlink className="size-4" aria-hidden />
          {t("reseller.unlink")}
        </MenuItem>
      </MoreMenu>
      {doing === "move" && (
        <MoveSheet
          reseller={reseller}
          organisation={{ id: organisation_id, name: organisation_name }}
          onClose={() => setDoing(null)}
        />
      )}
      <ConfirmDialog
        open={doing === "unlink"}
        onOpenChange={() => setDoing(null)}
        title={t("reseller.unlink_title", { name: organisation_name })}
        text={t("reseller.unlink_text", { name: reseller.name })}
        action={t("reseller.unlink")}
        destructive
        onConfirm={end}
      />
    </>
  );
}

function LinkSheet({ reseller, onClose }: { reseller: Reseller; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const names = useQuery(organisationNamesQuery).data ?? [];
  const taken = new Set(useQuery(linksQuery).data?.items.map((one) => one.organisation_id));
  const choices = names.filter(({ id }) => !taken.has(id)).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <FormSheet title={t("reseller.link_to", { name: reseller.name })} onClose={onClose}>
      <ResourceForm
        operation="POST /api/reseller_customers"
        constraints={{ reseller_id: {} }}
        initial={{ organisation_id: "" }}
        submitLabel={t("reseller.link")}
        busyLabel={t("actions.saving")}
        onCancel={onClose}
        onSubmit={async (values) => {
          const organisation_id = String(values.organisation_id);
          await link({ reseller_id: reseller.id, organisation_id });
          await refreshResellers(queries);
          tell(t("reseller.linked_toast", { name: names.find(({ id }) => id === organisation_id)?.name }));
          onClose();
        }}
      >
        <SelectField
          name="organisation_id"
          label={t("reseller.organisation")}
          help={t("reseller.link_help")}
          choices={choices}
        />
      </ResourceForm>
    </FormSheet>
  );
}

type MoveSheetProps = { reseller: Reseller; organisation: { id: string; name: string }; onClose: () => void };

function MoveSheet({ reseller, organisation, onClose }: MoveSheetProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const others = useQuery(resellers.some({ status: ["active"], sort: "name" }, 100)).data?.items ?? [];
  const choices = others.filter(({ id }) => id !== reseller.id).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <FormSheet title={t("reseller.move_title", { name: organisation.name })} onClose={onClose}>
      <ResourceForm
        operation="POST /api/reseller_customers/{id}/{id}/move"
        initial={{ reseller_id: "" }}
        submitLabel={t("reseller.move_action")}
        busyLabel={t("actions.saving")}
        onCancel={onClose}
        onSubmit={async (values) => {
          const to = String(values.reseller_id);
          await moveLink(reseller.id, organisation.id, to);
          await refreshResellers(queries);
          tell(
            t("reseller.moved_toast", {
              name: organisation.name,
              reseller: others.find(({ id }) => id === to)?.name,
            }),
          );
          onClose();
        }}
      >
        <SelectField
          name="reseller_id"
          label={t("reseller.move_to")}
          help={t("reseller.move_help")}
          choices={choices}
        />
      </ResourceForm>
    </FormSheet>
  );
}
