import { type UseQueryResult, useQueryClient } from "@tanstack/react-query";
import { type LucideIcon, Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Moment } from "@/components/dates";
import { explain } from "@/components/explain";
import { Page } from "@/components/page";
import { SettingsColumn, SettingsSkeleton } from "@/components/settings-parts";
import { EmptyState, ErrorState } from "@/components/states";
import { tell, tellFailure } from "@/components/toasts";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogTitle,
} from "@/components/ui/dialog";
import { SecretDialog } from "./secret-dialog";

/** The name of the resource: of its query, and of the words about it. */
type Kind = "api_keys" | "calendar_feeds";
type Secret = { id: string; name: string; last_used_at: string | null };

type SecretsPageProps<Row> = {
  kind: Kind;
  query: UseQueryResult<{ items: Row[] }>;
  icon: LucideIcon;
  /** What is told of one besides its name and its last use. */
  facts: (row: Row) => ReactNode;
  revoke: (id: string) => Promise<unknown>;
  /** Where one is made; what it answers is shown this once. */
  sheet: (onClose: () => void, onMade: (secret: string) => void) => ReactNode;
};

/** Secrets that are shown once, when they are made, and work until they are revoked. */
export function SecretsPage<Row extends Secret>({ kind, query, icon, facts, revoke, sheet }: SecretsPageProps<Row>) {
  const { t } = useTranslation();
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const items = query.data?.items ?? [];
  const button = (
    <Button variant="primary" onClick={() => setMaking(true)}>
      <Plus aria-hidden />
      {t(`${kind}.new`)}
    </Button>
  );
  return (
    <Page title={t(`${kind}.title`)} actions={items.length > 0 && button}>
      {query.isPending ? (
        <SettingsSkeleton />
      ) : query.isError && !query.data ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : items.length === 0 ? (
        <EmptyState title={t(`${kind}.empty_title`)} text={t(`${kind}.empty_text`)} actions={button} />
      ) : (
        <SettingsColumn>
          <div>
            <p className="mb-3 text-muted-foreground">{t(`${kind}.text`)}</p>
            <ul>
              {items.map((row) => (
                <SecretRow key={row.id} kind={kind} secret={row} icon={icon} revoke={revoke}>
                  {facts(row)}
                </SecretRow>
              ))}
            </ul>
          </div>
        </SettingsColumn>
      )}
      {isMaking && sheet(() => setMaking(false), setMade)}
      <SecretDialog
        value={made}
        title={t(`${kind}.made_title`)}
        text={t(`${kind}.made_text`)}
        doneLabel={t(`${kind}.done`)}
        onClose={() => setMade(null)}
      />
    </Page>
  );
}

type SecretRowProps = {
  kind: Kind;
  secret: Secret;
  icon: LucideIcon;
  revoke: (id: string) => Promise<unknown>;
  children: ReactNode;
};

function SecretRow({ kind, secret, icon: Icon, revoke, children }: SecretRowProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const { id, name, last_used_at } = secret;
  const revokeIt = async () => {
    setAsking(false);
    try {
      await revoke(id);
      tell(t(`${kind}.revoked`, { name }));
    } catch (error) {
      tellFailure(explain(error, t));
    }
    await queries.invalidateQueries({ queryKey: [kind] });
  };
  return (
    <li className="flex min-h-14 items-center gap-3 border-b py-2.5">
      <Icon className="size-5 shrink-0 text-muted-foreground" strokeWidth={1.5} aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium [overflow-wrap:anywhere]">{name}</p>
        <p className="flex flex-wrap gap-x-3 text-xs text-muted-foreground">
          {children}
          {last_used_at ? (
            <span>
              {t(`${kind}.last_used`)} <Moment at={last_used_at} />
            </span>
          ) : (
            <span>{t(`${kind}.never_used`)}</span>
          )}
        </p>
      </div>
      <Button size="small" aria-label={t(`${kind}.revoke_name`, { name })} onClick={() => setAsking(true)}>
        {t(`${kind}.revoke`)}
      </Button>
      <Dialog open={isAsking} onOpenChange={setAsking}>
        <DialogContent>
          <DialogTitle>{t(`${kind}.revoke_title`, { name })}</DialogTitle>
          <DialogDescription>{t(`${kind}.revoke_text`)}</DialogDescription>
          <DialogFooter>
            <DialogClose render={<Button variant="ghost" />}>{t("actions.cancel")}</DialogClose>
            <Button variant="destructive" onClick={() => void revokeIt()}>
              {t(`${kind}.revoke_action`)}
            </Button>
          </DialogFooter>
        </DialogContent>
      </Dialog>
    </li>
  );
}
