import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowRightLeft, Link2, Unlink } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { link, moveLink, type PastLink, pastLinksQuery, type Reseller, resellers, unlink } from "@/api/resellers";
import { useTimeZone } from "@/api/session";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { nameSuffix } from "@/components/form/constraints";
import { ReferenceField, SelectField } from "@/components/form/fields";
import { ResourceForm, type Values } from "@/components/form/resource-form";
import { FormSheet } from "@/components/form-sheet";
import { SectionTitle } from "@/components/page";
import { MoreMenu } from "@/components/record-actions";
import { tell } from "@/components/toasts";
import { Button } from "@/components/ui/button";
import { MenuItem } from "@/components/ui/menu";
import { useAct } from "@/components/use-act";
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
            title={<OrganisationLink link={one} />}
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
                title={<OrganisationLink link={one} />}
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

function OrganisationLink({ link: { organisation_id: id, organisation_name: name } }: { link: PastLink }) {
  return (
    <Link to="/organisations/$id" params={{ id }} className="rounded-xs hover:underline">
      {name}
    </Link>
  );
}

type LinkProps = { reseller: Reseller; link: PastLink };

function LinkActions({ reseller, link: { organisation_id: id, organisation_name: name } }: LinkProps) {
  const { t } = useTranslation();
  const act = useAct(resellers);
  const [doing, setDoing] = useState<"move" | "unlink" | null>(null);
  return (
    <>
      <MoreMenu label={t("reseller.actions_of", { name })}>
        <MenuItem onClick={() => setDoing("move")}>
          <ArrowRightLeft className="size-4" aria-hidden />
          {t("reseller.move")}
        </MenuItem>
        <MenuItem destructive onClick={() => setDoing("unlink")}>
          <Unlink className="size-4" aria-hidden />
          {t("reseller.unlink")}
        </MenuItem>
      </MoreMenu>
      {doing === "move" && <MoveSheet reseller={reseller} organisation={{ id, name }} onClose={() => setDoing(null)} />}
      <ConfirmDialog
        open={doing === "unlink"}
        onOpenChange={() => setDoing(null)}
        title={t("reseller.unlink_title", { name })}
        text={t("reseller.unlink_text", { name: reseller.name })}
        action={t("reseller.unlink")}
        destructive
        onConfirm={() => act(() => unlink(reseller.id, id), t("reseller.unlinked_toast", { name }))}
      />
    </>
  );
}

function LinkSheet({ reseller, onClose }: { reseller: Reseller; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <ChooseSheet
      title={t("reseller.link_to", { name: reseller.name })}
      operation="POST /api/reseller_customers"
      field="organisation_id"
      submitLabel={t("reseller.link")}
      onChoose={async (values) => {
        await link({ reseller_id: reseller.id, organisation_id: String(values.organisation_id) });
        return t("reseller.linked_toast", { name: values[`organisation_id${nameSuffix}`] });
      }}
      onClose={onClose}
    >
      <ReferenceField
        name="organisation_id"
        label={t("reseller.organisation")}
        help={t("reseller.link_help")}
        kind="organisation"
        none={t("pickers.no_organisation")}
        initialName={null}
      />
    </ChooseSheet>
  );
}

type MoveSheetProps = { reseller: Reseller; organisation: { id: string; name: string }; onClose: () => void };

function MoveSheet({ reseller, organisation: { id, name }, onClose }: MoveSheetProps) {
  const { t } = useTranslation();
  const others = useQuery(resellers.some({ status: ["active"], sort: "name" }, 100)).data?.items ?? [];
  const choices = others.filter((one) => one.id !== reseller.id).map((one) => ({ value: one.id, label: one.name }));
  return (
    <ChooseSheet
      title={t("reseller.move_title", { name })}
      operation="POST /api/reseller_customers/{id}/{id}/move"
      field="reseller_id"
      submitLabel={t("reseller.move_action")}
      onChoose={async (values) => {
        const to = String(values.reseller_id);
        await moveLink(reseller.id, id, to);
        return t("reseller.moved_toast", { name, reseller: choices.find(({ value }) => value === to)?.label });
      }}
      onClose={onClose}
    >
      <SelectField
        name="reseller_id"
        label={t("reseller.move_to")}
        help={t(others.length > 1 ? "reseller.move_help" : "reseller.move_nowhere")}
        choices={choices}
      />
    </ChooseSheet>
  );
}

type ChooseSheetProps = {
  title: string;
  operation: string;
  /** The one field that it asks. */
  field: "organisation_id" | "reseller_id";
  submitLabel: string;
  /** Does it with what was chosen; answers what is said of it then. */
  onChoose: (values: Values) => Promise<string>;
  onClose: () => void;
  children: ReactNode;
};

/** A sheet with one thing to choose. */
function ChooseSheet({ title, operation, field, submitLabel, onChoose, onClose, children }: ChooseSheetProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return (
    <FormSheet title={title} onClose={onClose}>
      <ResourceForm
        operation={operation}
        initial={{ [field]: "" }}
        submitLabel={submitLabel}
        busyLabel={t("actions.saving")}
        onCancel={onClose}
        onSubmit={async (values) => {
          const words = await onChoose(values);
          await resellers.refresh(queries);
          tell(words);
          onClose();
        }}
      >
        {children}
      </ResourceForm>
    </FormSheet>
  );
}
