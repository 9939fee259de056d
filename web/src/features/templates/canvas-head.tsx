import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { tickets } from "@/api/resources";
import type { TicketTemplate } from "@/api/templates";
import { Button } from "@/components/ui/button";
import type { Design } from "./design";

type HeadProps = {
  template: TicketTemplate | null;
  design: Design;
  fault: string | undefined;
  readOnly: boolean;
  /** Gives up what was left unsaved before; null once somebody goes on with it. */
  onDiscard: (() => void) | null;
  onName: (name: string) => void;
};

/** The name of the template, where it is written, and how many tickets it made. */
export function CanvasHead({ template, design, fault, readOnly, onDiscard, onName }: HeadProps) {
  const { t } = useTranslation();
  return (
    <div className="mb-4">
      {onDiscard && (
        <p className="mb-4 flex items-center justify-between gap-3 rounded-sm bg-info-bg px-3 py-2 text-info-fg">
          {t("templates.restored")}
          <Button variant="link" onClick={onDiscard}>
            {t("forms.discard_draft")}
          </Button>
        </p>
      )}
      {readOnly ? (
        <h2 className="text-xl font-semibold title-tracking">{design.name}</h2>
      ) : (
        <input
          data-template-name
          aria-label={t("templates.name")}
          aria-invalid={fault !== undefined || undefined}
          aria-describedby={fault ? "template-name-fault" : undefined}
          placeholder={t("templates.name_placeholder")}
          value={design.name}
          maxLength={200}
          autoComplete="off"
          // biome-ignore lint/a11y/noAutofocus: a new template begins with its name.
          autoFocus={template === null && design.name === ""}
          onChange={(event) => onName(event.target.value)}
          className="-mx-2 h-9 w-[calc(100%+16px)] rounded-sm bg-transparent px-2 text-xl font-semibold title-tracking placeholder:font-medium placeholder:text-muted-foreground hover:bg-card focus-visible:bg-card aria-invalid:shadow-[0_0_0_1px_var(--destructive)]"
        />
      )}
      {fault && (
        <p id="template-name-fault" role="alert" className="text-xs text-destructive-fg">
          {fault}
        </p>
      )}
      {template && <Usage id={template.id} />}
    </div>
  );
}

function Usage({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(tickets.count({ template_id: [id] }));
  return (
    <p className="min-h-5 text-muted-foreground">
      {data &&
        (data.capped
          ? t("templates.used_by_many", { count: data.total })
          : t("templates.used_by", { count: data.total }))}
    </p>
  );
}
