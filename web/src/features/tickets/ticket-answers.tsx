import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Ticket } from "@/api/resources";
import { useCan } from "@/api/session";
import {
  completeField,
  type TemplateField,
  type TicketTemplate,
  templateChoicesQuery,
  templateVersionQuery,
} from "@/api/templates";
import type { Column, FilterField } from "@/components/data-table/columns";
import { FactsLine, SectionTitle } from "@/components/page";
import { Answer } from "@/components/template-form/answer";
import { isShownAnswer } from "@/components/template-form/template-field";
import { Skeleton } from "@/components/ui/skeleton";

/** What was answered when the ticket was made, in the words of the version that asked. */
export function TicketAnswers({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const { template_id: templateId, template_version: version } = ticket;
  const isAsked = templateId !== null && version !== null;
  const template = useQuery({ ...templateVersionQuery(templateId ?? "", version ?? 0), enabled: isAsked });
  const keys = Object.keys(ticket.fields);
  if (!isAsked && keys.length === 0) return null;
  const fields = (template.data?.fields ?? []).map(completeField).filter((field) => field.kind !== "column");
  const known = new Set(fields.map((field) => field.key));
  const answered = fields.filter((field) => isShownAnswer(ticket.fields[field.key]));
  // Imports bring answers that no template asked for: they are shown under the name they came with.
  const strange = keys.filter((key) => !known.has(key) && isShownAnswer(ticket.fields[key]));
  if (template.isSuccess && fields.length === 0 && strange.length === 0) return null;
  return (
    <section aria-label={t("templates.answers")} className="flex flex-col gap-2">
      <FactsLine />
      <SectionTitle>
        {template.data
          ? t("templates.answers_of", { name: template.data.name, number: version })
          : t("templates.answers")}
      </SectionTitle>
      {isAsked && template.isPending ? (
        <div role="status" aria-label={t("lists.loading")} className="flex flex-col gap-4 py-2">
          {keys.map((key) => (
            <Skeleton key={key} className="w-72 max-w-full" />
          ))}
        </div>
      ) : (
        <dl className="mt-1 flex flex-col gap-2.5">
          {answered.map((field) => (
            <AnswerRow key={field.key} label={field.label}>
              <Answer field={field} value={ticket.fields[field.key]} />
            </AnswerRow>
          ))}
          {strange.map((key) => (
            <AnswerRow key={key} label={key.replaceAll("_", " ")}>
              {plainWords(ticket.fields[key])}
            </AnswerRow>
          ))}
        </dl>
      )}
      {template.isError && <p className="text-muted-foreground">{t("templates.answers_failed")}</p>}
      {template.isSuccess && answered.length + strange.length === 0 && (
        <p className="text-muted-foreground">{t("templates.none_answered")}</p>
      )}
    </section>
  );
}

function AnswerRow({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      {/* A question may be long: its answer stands below it. */}
      <dt className="text-muted-foreground [overflow-wrap:anywhere]">{label}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

function plainWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** The questions of a template as columns of the list; they are shown when they are asked for. */
function answerColumns(fields: readonly TemplateField[]): Column<Ticket>[] {
  return fields
    .filter((field) => field.kind !== "column")
    .map((field) => ({
      id: `fields.${field.key}`,
      label: field.label,
      width: field.kind === "long_text" ? 240 : 160,
      hidden: true,
      ...((field.kind === "number" || field.kind === "money") && { align: "right" as const }),
      cell: (ticket) => {
        const value = ticket.fields[field.key];
        if (!isShownAnswer(value)) return null;
        if (Array.isArray(value)) return value.map(String).join(", ");
        return <Answer field={field} value={value} />;
      },
    }));
}

export function useAnswerColumns(): Column<Ticket>[] {
  return answerColumns(useQuestions());
}

/** The filters of a list, and those by answers that can be chosen from. */
export function useAnswerFilters(others: FilterField[]): FilterField[] {
  const { t } = useTranslation();
  const questions = useQuestions();
  return useMemo(() => {
    const yes = t("templates.yes");
    const no = t("templates.no");
    const filters = questions.flatMap(({ key, label, kind, options }): FilterField[] => {
      const shared = { key: `fields.${key}`, label };
      if (kind === "checkbox") return [{ ...shared, kind: "flag", yes, no }];
      if (kind === "contact" || kind === "user") return [{ ...shared, kind }];
      const values = kind === "rating" ? ["1", "2", "3", "4", "5"] : options;
      if (values.length === 0) return [];
      return [{ ...shared, kind: "choice", choices: values.map((value) => ({ value, label: value })) }];
    });
    return [...others, ...filters];
  }, [t, questions, others]);
}

/** The questions of all templates, each key once: tickets of several kinds can share a question. */
function useQuestions(): TemplateField[] {
  const mayAsk = useCan("read_templates");
  const { data } = useQuery({ ...templateChoicesQuery, enabled: mayAsk });
  return useMemo(() => questionsOf(data?.items ?? []), [data]);
}

function questionsOf(templates: readonly TicketTemplate[]): TemplateField[] {
  const byKey = new Map<string, TemplateField>();
  for (const field of templates.flatMap((template) => template.fields)) {
    if (field.kind !== "column" && !byKey.has(field.key)) byKey.set(field.key, completeField(field));
  }
  return [...byKey.values()];
}
