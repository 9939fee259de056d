import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type TicketTemplate, templateChoicesQuery, ticketTemplates } from "@/api/templates";
import { useRowActions } from "@/components/data-table/row-actions";
import { explain } from "@/components/explain";
import { tellFailure } from "@/components/toasts";
import { useUndoable } from "@/components/use-undo";
import { copyName } from "./design";

/** What can be done with a whole template, each with its undo. */
export function useTemplateActions() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const undoable = useUndoable();
  const actions = useRowActions(ticketTemplates);
  return {
    ...actions,
    setDefault: (template: TicketTemplate, on: boolean) =>
      actions.edit(
        template,
        { is_default: on },
        { is_default: on },
        t(on ? "templates.is_default" : "templates.is_no_default", { name: template.name }),
      ),
    duplicate: async ({ name, fields }: Pick<TicketTemplate, "name" | "fields">): Promise<TicketTemplate | null> => {
      try {
        const known = await queries.fetchQuery(templateChoicesQuery);
        const taken = known.items.map((one) => one.name);
        const copied = copyName(name, taken, (number) =>
          number === 1 ? t("templates.copy_of", { name }) : t("templates.copy_number", { name, number }),
        );
        const made = await ticketTemplates.create(queries, { name: copied, fields });
        undoable(t("templates.duplicated", { name: made.row.name }), made.changeSet);
        return made.row;
      } catch (error) {
        tellFailure(t("templates.not_duplicated", { reason: explain(error, t) }));
        return null;
      }
    },
  };
}
