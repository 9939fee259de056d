import { Link, useNavigate } from "@tanstack/react-router";
import { Star } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useCan } from "@/api/session";
import { type TicketTemplate, ticketTemplates } from "@/api/templates";
import { CreateButton } from "@/components/create-button";
import type { Column, View } from "@/components/data-table/columns";
import type { ListSearch } from "@/components/data-table/list-search";
import { ResourceList } from "@/components/data-table/resource-list";
import { RowLink } from "@/components/data-table/row-link";
import { Moment } from "@/components/dates";
import { Page } from "@/components/page";
import { EmptyState } from "@/components/states";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { useTemplateActions } from "./template-actions";
import { TemplateMenu } from "./template-menu";

type TemplatesPageProps = { search: ListSearch; onSearch: (search: ListSearch) => void };

export function TemplatesPage({ search, onSearch }: TemplatesPageProps) {
  const { t } = useTranslation();
  const canWrite = useCan("write_templates");
  const navigate = useNavigate();
  return (
    <Page
      title={t("templates.title")}
      actions={canWrite && <CreateButton to="/templates/new" label={t("templates.new")} />}
    >
      <ResourceList
        resource={ticketTemplates}
        path="/templates"
        search={search}
        onSearch={onSearch}
        columns={useTemplateColumns()}
        filters={[]}
        views={useTemplateViews(canWrite)}
        defaultSort="name"
        searchable={false}
        edits={[]}
        canBulk={canWrite}
        rowLabel={(template) => template.name}
        onOpen={(template) => void navigate({ to: "/templates/$id", params: { id: template.id } })}
        phoneRow={(template) => <TemplatePhoneRow template={template} />}
        empty={
          <EmptyState
            title={t("templates.empty_title")}
            text={t("templates.empty_text")}
            actions={canWrite && <CreateButton to="/templates/new" label={t("templates.new")} keys="C" always />}
          />
        }
      />
    </Page>
  );
}

function useTemplateColumns(): Column<TicketTemplate>[] {
  const { t } = useTranslation();
  return [
    {
      id: "name",
      label: t("templates.name"),
      sort: "name",
      fixed: true,
      cell: (template) => (
        <span className="flex min-w-0 items-center gap-2.5">
          <RowLink to="/templates/$id" params={{ id: template.id }}>
            {template.name}
          </RowLink>
          {template.is_default && <DefaultBadge />}
        </span>
      ),
    },
    {
      id: "fields",
      label: t("templates.fields"),
      width: 120,
      align: "right",
      cell: (template) => template.fields.length,
    },
    {
      id: "version",
      label: t("templates.version_column"),
      width: 110,
      align: "right",
      cell: (template) => <span className="text-muted-foreground">{template.version}</span>,
    },
    {
      id: "updated_at",
      label: t("templates.updated"),
      width: 190,
      sort: "updated_at",
      cell: (template) => <Moment at={template.updated_at} />,
    },
    {
      id: "actions",
      label: t("actions.more"),
      width: 80,
      align: "right",
      fixed: true,
      cell: (template) => <RowMenu template={template} />,
    },
  ];
}

function DefaultBadge() {
  const { t } = useTranslation();
  return (
    <Badge tone="info">
      <Star className="fill-current" aria-hidden />
      {t("templates.default")}
    </Badge>
  );
}

function RowMenu({ template }: { template: TicketTemplate }) {
  const { t } = useTranslation();
  const { duplicate } = useTemplateActions();
  return (
    <TemplateMenu
      template={template}
      onDuplicate={() => void duplicate(template)}
      trigger={
        <Button size="icon-small" variant="ghost" aria-label={t("templates.actions_of", { name: template.name })} />
      }
    />
  );
}

function useTemplateViews(canWrite: boolean): View[] {
  const { t } = useTranslation();
  return [
    { id: "all", label: t("templates.views.all"), search: {}, counted: true },
    ...(canWrite ? [{ id: "trash", label: t("lists.trash"), search: { trash: "true" } }] : []),
  ];
}

function TemplatePhoneRow({ template }: { template: TicketTemplate }) {
  const { t } = useTranslation();
  return (
    <div className="flex min-h-[68px] items-center gap-2 pr-2">
      <Link
        to="/templates/$id"
        params={{ id: template.id }}
        className="flex min-w-0 flex-1 flex-col justify-center py-[11px] pl-4"
      >
        <span className="flex items-center gap-2">
          <span className="min-w-0 truncate text-[15px] leading-[22px] font-medium">{template.name}</span>
          {template.is_default && <DefaultBadge />}
        </span>
        <span className="mt-[3px] text-muted-foreground tabular-nums">
          {t("templates.fields_count", { count: template.fields.length })} · <Moment at={template.updated_at} />
        </span>
      </Link>
      <RowMenu template={template} />
    </div>
  );
}
