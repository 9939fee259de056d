import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Mail, UserRoundCheck, UserRoundPlus, UserRoundX } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  invitePerson,
  invitePersonAgain,
  peopleQuery,
  type Reseller,
  type ResellerUser,
  resellers,
  setPersonStatus,
} from "@/api/resellers";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { EnumText } from "@/components/enum-parts";
import { TextField } from "@/components/form/fields";
import { ResourceForm } from "@/components/form/resource-form";
import { FormSheet } from "@/components/form-sheet";
import { MoreMenu } from "@/components/record-actions";
import { tell } from "@/components/toasts";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { MenuItem } from "@/components/ui/menu";
import { useAct } from "@/components/use-act";
import type { TabProps } from "./reseller-page";
import { TabFrame } from "./tab-frame";

/** Who signs in for a reseller. */
export function ResellerPeople({ reseller }: TabProps) {
  const { t } = useTranslation();
  const [inviting, setInviting] = useState(false);
  const query = useQuery(peopleQuery(reseller.id));
  return (
    <>
      <TabFrame
        query={query}
        text={t("reseller.people_text")}
        action={
          reseller.status === "active" && (
            <Button variant="primary" onClick={() => setInviting(true)}>
              <UserRoundPlus aria-hidden />
              {t("reseller.invite")}
            </Button>
          )
        }
        isEmpty={({ items }) => items.length === 0}
        empty={{ title: t("reseller.no_people"), text: t("reseller.people_text") }}
      >
        {({ items }) => (
          <ul aria-label={t("reseller.tab.people")} className="border-t">
            {items.map((person) => (
              <PersonRow key={person.id} reseller={reseller} person={person} />
            ))}
          </ul>
        )}
      </TabFrame>
      {inviting && <InviteSheet reseller={reseller} onClose={() => setInviting(false)} />}
    </>
  );
}

function PersonRow({ reseller, person }: { reseller: Reseller; person: ResellerUser }) {
  const { t } = useTranslation();
  const act = useAct(resellers);
  const [asking, setAsking] = useState(false);
  const name = person.name ?? person.email;
  return (
    <li className="flex min-h-14 items-center gap-3 border-b py-2.5" data-row>
      <Avatar id={person.id} name={name} />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{name}</p>
        <p className="truncate text-xs text-muted-foreground">{person.email}</p>
      </div>
      <EnumText name="user_status" value={person.status} className="shrink-0" />
      <MoreMenu label={t("reseller.actions_of", { name })}>
        {person.status === "invited" && (
          <MenuItem
            onClick={() =>
              void act(
                () => invitePersonAgain(reseller.id, person.id),
                t("reseller.invited_toast", { email: person.email }),
              )
            }
          >
            <Mail className="size-4" aria-hidden />
            {t("reseller.invite_again")}
          </MenuItem>
        )}
        {person.status === "disabled" ? (
          <MenuItem
            onClick={() =>
              void act(() => setPersonStatus(reseller.id, person.id, "active"), t("reseller.enabled_toast", { name }))
            }
          >
            <UserRoundCheck className="size-4" aria-hidden />
            {t("reseller.enable")}
          </MenuItem>
        ) : (
          <MenuItem destructive onClick={() => setAsking(true)}>
            <UserRoundX className="size-4" aria-hidden />
            {t("reseller.disable")}
          </MenuItem>
        )}
      </MoreMenu>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("reseller.disable_title", { name })}
        text={t("reseller.disable_text")}
        action={t("reseller.disable")}
        destructive
        onConfirm={() =>
          act(() => setPersonStatus(reseller.id, person.id, "disabled"), t("reseller.disabled_toast", { name }))
        }
      />
    </li>
  );
}

function InviteSheet({ reseller, onClose }: { reseller: Reseller; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return (
    <FormSheet title={t("reseller.invite_to", { name: reseller.name })} onClose={onClose}>
      <ResourceForm
        operation="POST /api/resellers/{id}/users"
        initial={{ email: "", name: "" }}
        submitLabel={t("reseller.invite_action")}
        busyLabel={t("actions.saving")}
        onCancel={onClose}
        onSubmit={async (values) => {
          const email = String(values.email).trim();
          await invitePerson(reseller.id, { email, name: String(values.name).trim() });
          await resellers.refresh(queries);
          tell(t("reseller.invited_toast", { email }));
          onClose();
        }}
      >
        <TextField name="email" label={t("reseller.email")} type="email" autoComplete="off" autoFocus />
        <TextField name="name" label={t("reseller.person_name")} autoComplete="off" />
      </ResourceForm>
    </FormSheet>
  );
}
