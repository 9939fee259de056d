import type { UseQueryResult } from "@tanstack/react-query";
import { Ban, Check, Clock, type LucideIcon, Mail } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Invitation, refreshInvitations, revokeInvitation, sendInvitationAgain } from "@/api/reselling";
import { useTimeZone } from "@/api/session";
import { CreateButton } from "@/components/create-button";
import { RowSkeletons } from "@/components/data-table/list-faces";
import { EmptyState, ErrorState } from "@/components/states";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { useAct } from "@/components/use-act";
import { formatDay, localDay } from "@/lib/format";
import { usePhone } from "@/lib/media";

/** Who is invited, and what became of it, the latest first. */
export function InvitationList({ query }: { query: UseQueryResult<{ items: Invitation[] }> }) {
  const { t } = useTranslation();
  const phone = usePhone();
  if (query.isError && !query.data) {
    return (
      <ErrorState error={query.error} onRetry={() => void query.refetch()} title={t("reselling.invitations_failed")} />
    );
  }
  if (!query.data) return <RowSkeletons phone={phone} />;
  if (query.data.items.length === 0) {
    return (
      <EmptyState
        title={t("reselling.invitations_empty_title")}
        text={t("reselling.invitations_empty_text")}
        actions={<CreateButton to="/customers/new" label={t("reselling.invite")} keys="C" always />}
      />
    );
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <p className="px-[var(--shell-gutter)] py-3 text-muted-foreground max-[759px]:px-4">
        {t("reselling.invitations_text")}
      </p>
      <ul aria-label={t("reselling.invitations")} className="border-t">
        {query.data.items.map((invitation) => (
          <InvitationRow key={invitation.id} invitation={invitation} />
        ))}
      </ul>
    </div>
  );
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const act = useAct({ refresh: refreshInvitations });
  const { id, email, organisation_name, state } = invitation;
  const day = (at: string) => formatDay(localDay(at, zone));
  return (
    <li
      data-row={id}
      className="flex min-h-14 items-center gap-x-4 gap-y-1.5 border-b px-[var(--shell-gutter)] py-2 max-[759px]:flex-col max-[759px]:items-start max-[759px]:px-4 max-[759px]:py-3"
    >
      <Mail className="size-5 shrink-0 text-muted-foreground max-[759px]:hidden" strokeWidth={1.5} aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium [overflow-wrap:anywhere]">{email}</p>
        <p className="flex flex-wrap gap-x-3 text-xs text-muted-foreground">
          {organisation_name && <span>{organisation_name}</span>}
          <span>{t("reselling.invited_on", { day: day(invitation.created_at) })}</span>
        </p>
      </div>
      <span className="flex items-center gap-2">
        <InvitationBadge state={state} />
        <span className="text-xs text-muted-foreground tabular-nums">
          {state === "open" && t("reselling.open_until", { day: day(invitation.expires_at) })}
          {invitation.accepted_at !== null && t("reselling.accepted_on", { day: day(invitation.accepted_at) })}
        </span>
      </span>
      {(state === "open" || state === "expired") && (
        <span className="flex gap-2 max-[759px]:mt-1">
          <Button
            size="small"
            aria-label={t("reselling.send_again_to", { email })}
            onClick={() => void act(() => sendInvitationAgain(id), t("reselling.sent", { email }))}
          >
            {t("reselling.send_again")}
          </Button>
          <Button
            size="small"
            variant="ghost"
            aria-label={t("reselling.revoke_of", { email })}
            onClick={() => void act(() => revokeInvitation(id), t("reselling.revoked", { email }))}
          >
            {t("reselling.revoke")}
          </Button>
        </span>
      )}
    </li>
  );
}

const looks: Record<Invitation["state"], { tone: BadgeTone; icon: LucideIcon }> = {
  open: { tone: "info", icon: Mail },
  accepted: { tone: "success", icon: Check },
  revoked: { tone: "plain", icon: Ban },
  expired: { tone: "warning", icon: Clock },
};

function InvitationBadge({ state }: { state: Invitation["state"] }) {
  const { t } = useTranslation();
  const { tone, icon: Icon } = looks[state];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {t(`reselling.invitation_state.${state}`)}
    </Badge>
  );
}
