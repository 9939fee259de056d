import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ticketTemplates } from "@/api/templates";
import { RecordFaces } from "@/components/record";
import { Designer } from "./designer";

export function TemplatePage({ id }: { id: string }) {
  const { t } = useTranslation();
  const query = useQuery(ticketTemplates.one(id));
  const parent = { label: t("templates.title"), link: { to: "/templates" } };
  return (
    <RecordFaces query={query} parent={parent}>
      {(template) => <Designer template={template} />}
    </RecordFaces>
  );
}
