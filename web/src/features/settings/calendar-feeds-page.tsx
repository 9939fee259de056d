import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CalendarSync } from "lucide-react";
import { useTranslation } from "react-i18next";
import { createFeed, type FeedScope, feedsQuery, revokeFeed } from "@/api/calendar-feeds";
import { SelectField, TextField } from "@/components/form/fields";
import { ResourceForm } from "@/components/form/resource-form";
import { FormSheet } from "@/components/form-sheet";
import { SecretsPage } from "./secrets-page";

const scopes = ["me", "team"] as const satisfies readonly FeedScope[];

/** The feeds of the signed-in person: an address is shown once, and dies when its feed is revoked. */
export function CalendarFeedsPage() {
  const { t } = useTranslation();
  return (
    <SecretsPage
      kind="calendar_feeds"
      query={useQuery(feedsQuery)}
      icon={CalendarSync}
      facts={(feed) => <span>{t(`calendar_feeds.scopes.${feed.scope}`)}</span>}
      revoke={revokeFeed}
      sheet={(onClose, onMade) => <NewFeedSheet onClose={onClose} onMade={onMade} />}
    />
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
