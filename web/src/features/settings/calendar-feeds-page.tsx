import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CalendarSync, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { createFeed, type Feed, type FeedScope, feedsQuery, revokeFeed } from "@/api/calendar-feeds";
import { Moment } from "@/components/dates";
import { explain } from "@/components/explain";
import { SelectField, TextField } from "@/components/form/fields";
import { ResourceForm } from "@/components/form/resource-form";
import { FormSheet } from "@/components/form-sheet";
import { Page } from "@/components/page";
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
import { Skeleton } from "@/components/ui/skeleton";
import { SecretDialog } from "./secret-dialog";
import { SettingsColumn } from "./settings-parts";

const scopes = ["me", "team"] as const satisfies readonly FeedScope[];

/** The feeds of the signed-in person: an address is shown once, and dies when its feed is revoked. */
export function CalendarFeedsPage() {
  const { t } = useTranslation();
  const feeds = useQuery(feedsQuery);
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const items = feeds.data?.items ?? [];
  const button = (
    <Button variant="primary" onClick={() => setMaking(true)}>
      <Plus aria-hidden />
      {t("calendar_feeds.new")}
    </Button>
  );
  return (
    <Page title={t("calendar_feeds.title")} actions={items.length > 0 && button}>
      {feeds.isPending ? (
        <SettingsColumn>
          <div className="flex flex-col gap-8" role="status" aria-label={t("lists.loading")}>
            <Skeleton className="w-72 max-w-full" />
            <Skeleton className="w-56" />
          </div>
        </SettingsColumn>
      ) : feeds.isError && !feeds.data ? (
        <ErrorState error={feeds.error} onRetry={() => void feeds.refetch()} />
      ) : items.length === 0 ? (
        <EmptyState title={t("calendar_feeds.empty_title")} text={t("calendar_feeds.empty_text")} actions={button} />
      ) : (
        <SettingsColumn>
          <div>
            <p className="mb-3 text-muted-foreground">{t("calendar_feeds.text")}</p>
            <ul>
              {items.map((feed) => (
                <FeedRow key={feed.id} feed={feed} />
              ))}
            </ul>
          </div>
        </SettingsColumn>
      )}
      {isMaking && <NewFeedSheet onClose={() => setMaking(false)} onMade={setMade} />}
      <SecretDialog
        value={made}
        title={t("calendar_feeds.made_title")}
        text={t("calendar_feeds.made_text")}
        doneLabel={t("calendar_feeds.done")}
        onClose={() => setMade(null)}
      />
    </Page>
  );
}

function FeedRow({ feed }: { feed: Feed }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const revoke = async () => {
    setAsking(false);
    try {
      await revokeFeed(feed.id);
      tell(t("calendar_feeds.revoked", { name: feed.name }));
    } catch (error) {
      tellFailure(explain(error, t));
    }
    await queries.invalidateQueries({ queryKey: feedsQuery.queryKey });
  };
  return (
    <li className="flex min-h-14 items-center gap-3 border-b py-2.5">
      <CalendarSync className="size-5 shrink-0 text-muted-foreground" strokeWidth={1.5} aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium [overflow-wrap:anywhere]">{feed.name}</p>
        <p className="flex flex-wrap gap-x-3 text-xs text-muted-foreground">
          <span>{t(`calendar_feeds.scopes.${feed.scope}`)}</span>
          {feed.last_used_at ? (
            <span>
              {t("calendar_feeds.last_used")} <Moment at={feed.last_used_at} />
            </span>
          ) : (
            <span>{t("calendar_feeds.never_used")}</span>
          )}
        </p>
      </div>
      <Button
        size="small"
        aria-label={t("calendar_feeds.revoke_name", { name: feed.name })}
        onClick={() => setAsking(true)}
      >
        {t("calendar_feeds.revoke")}
      </Button>
      <Dialog open={isAsking} onOpenChange={setAsking}>
        <DialogContent>
          <DialogTitle>{t("calendar_feeds.revoke_title", { name: feed.name })}</DialogTitle>
          <DialogDescription>{t("calendar_feeds.revoke_text")}</DialogDescription>
          <DialogFooter>
            <DialogClose render={<Button variant="ghost" />}>{t("actions.cancel")}</DialogClose>
            <Button variant="destructive" onClick={() => void revoke()}>
              {t("calendar_feeds.revoke_action")}
            </Button>
          </DialogFooter>
        </DialogContent>
      </Dialog>
    </li>
  );
}

function NewFeedSheet({ onClose, onMade }: { onClose: () => void; onMade: (address: string) => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return (
    <FormSheet title={t("calendar_feeds.new")} onClose={onClose}>
      <ResourceForm
        operation="POST /api/calendar_feeds"
        initial={{ name: "", scope: "me" }}
        submitLabel={t("calendar_feeds.create")}
        busyLabel={t("actions.creating")}
        onCancel={onClose}
        onSubmit={async (values) => {
          const scope = scopes.find((one) => one === values.scope) ?? "me";
          const made = await createFeed({ name: String(values.name).trim(), scope });
          await queries.invalidateQueries({ queryKey: feedsQuery.queryKey });
          onClose();
          onMade(made.url);
        }}
      >
        <TextField
          name="name"
          label={t("calendar_feeds.name")}
          help={t("calendar_feeds.name_help")}
          autoComplete="off"
          autoFocus
        />
        <SelectField
          name="scope"
          label={t("calendar_feeds.scope")}
          choices={scopes.map((value) => ({ value, label: t(`calendar_feeds.scopes.${value}`) }))}
        />
      </ResourceForm>
    </FormSheet>
  );
}
