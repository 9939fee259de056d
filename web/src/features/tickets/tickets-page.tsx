import { useNavigate } from "@tanstack/react-router";
import { lazy, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { tickets } from "@/api/resources";
import { useCan } from "@/api/session";
import { isLaneKey } from "@/api/ticket-counts";
import { CreateButton } from "@/components/create-button";
import type { ListSearch } from "@/components/data-table/list-search";
import { ResourceList } from "@/components/data-table/resource-list";
import { ImportItem, ImportLink } from "@/components/import-links";
import { Page } from "@/components/page";
import { MoreMenu } from "@/components/record-actions";
import { SampleDataButton, SampleDataNote } from "@/components/sample-data";
import { EmptyState } from "@/components/states";
import { useAnswerColumns, useAnswerFilters } from "./ticket-answers";
import { useTicketBulkEdits, useTicketColumns, useTicketFilters, useTicketViews } from "./ticket-columns";
import { ticketLabel } from "./ticket-edits";
import { TicketPhoneRow } from "./ticket-phone-row";

const TicketBoard = lazy(() => import("./ticket-board").then((found) => ({ default: found.TicketBoard })));
const TicketPeek = lazy(() => import("./ticket-peek").then((found) => ({ default: found.TicketPeek })));

type TicketsPageProps = { search: ListSearch; onSearch: (search: ListSearch) => void; children?: ReactNode };

export function TicketsPage({ search, onSearch, children }: TicketsPageProps) {
  const { t } = useTranslation();
  const canWrite = useCan("write_tickets");
  const navigate = useNavigate();
  return (
    <Page
      title={t("tickets.title")}
      actions={
        canWrite && (
          <>
            <MoreMenu>
              <ImportItem resource="tickets" />
            </MoreMenu>
            <CreateButton to="/tickets/new" label={t("tickets.new")} />
          </>
        )
      }
    >
      <ResourceList
        resource={tickets}
        path="/tickets"
        search={search}
        onSearch={onSearch}
        columns={[...useTicketColumns(search.peek !== undefined), ...useAnswerColumns()]}
        filters={useAnswerFilters(useTicketFilters())}
        views={useTicketViews()}
        defaultSort="-created_at"
        edits={useTicketBulkEdits()}
        canBulk={canWrite}
        rowLabel={ticketLabel}
        onOpen={(ticket) => void navigate({ to: "/tickets/$id", params: { id: ticket.id } })}
        phoneRow={(ticket) => <TicketPhoneRow ticket={ticket} />}
        savedViews
        board={{
          by: [
            { column: "status", label: t("tickets.status") },
            { column: "priority", label: t("tickets.priority") },
            { column: "assigned_user_id", label: t("tickets.assigned") },
          ],
          render: ({ by, ...state }) => isLaneKey(by) && <TicketBoard by={by} {...state} />,
        }}
        peek={(id, peek) => <TicketPeek id={id} peek={peek} />}
        empty={
          <EmptyState
            title={t("tickets.empty_title")}
            text={t("tickets.empty_text")}
            actions={
              canWrite && (
                <>
                  <CreateButton to="/tickets/new" label={t("tickets.new")} keys="C" always />
                  <ImportLink resource="tickets" />
                  <SampleDataButton />
                </>
              )
            }
            note={<SampleDataNote />}
          />
        }
      />
      {children}
    </Page>
  );
}
