import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type User, users } from "@/api/resources";
import { useCan } from "@/api/session";
import { CreateButton } from "@/components/create-button";
import type { BulkEdit, Column, FilterField, View } from "@/components/data-table/columns";
import { EnumCell } from "@/components/data-table/editable-cells";
import type { ListSearch } from "@/components/data-table/list-search";
import { ResourceList } from "@/components/data-table/resource-list";
import { useRowActions } from "@/components/data-table/row-actions";
import { RowLink } from "@/components/data-table/row-link";
import { Moment } from "@/components/dates";
import { EnumText } from "@/components/enum-parts";
import { Page } from "@/components/page";
import { EmptyState } from "@/components/states";
import { Avatar } from "@/components/ui/avatar";
import { isRole, nameOf } from "./user-parts";

type UsersPageProps = { search: ListSearch; onSearch: (search: ListSearch) => void; children?: ReactNode };

const noEdits: BulkEdit<{ name?: string }>[] = [];

export function UsersPage({ search, onSearch, children }: UsersPageProps) {
  const { t } = useTranslation();
  const canWrite = useCan("write_users");
  const navigate = useNavigate();
  return (
    <Page
      title={t("users.title")}
      actions={canWrite && <CreateButton to="/settings/users/new" label={t("users.new")} always />}
    >
      <ResourceList
        resource={users}
        path="/settings/users"
        search={search}
        onSearch={onSearch}
        columns={useUserColumns()}
        filters={useUserFilters()}
        views={useUserViews()}
        defaultSort="name"
        edits={noEdits}
        canBulk={false}
        rowLabel={nameOf}
        onOpen={(user) => void navigate({ to: "/settings/users/$id", params: { id: user.id } })}
        phoneRow={(user) => <UserPhoneRow user={user} />}
        empty={<EmptyState title={t("users.empty_title")} text={t("users.empty_text")} />}
      />
      {children}
    </Page>
  );
}

function useUserColumns(): Column<User>[] {
  const { t } = useTranslation();
  const canWrite = useCan("write_users");
  const actions = useRowActions(users);
  return [
    {
      id: "name",
      label: t("users.name"),
      sort: "name",
      fixed: true,
      cell: (user) => (
        <span className="flex min-w-0 items-center gap-2.5">
          <Avatar id={user.id} name={nameOf(user)} size="small" />
          <RowLink to="/settings/users/$id" params={{ id: user.id }}>
            {nameOf(user)}
          </RowLink>
        </span>
      ),
    },
    {
      id: "email",
      label: t("users.email"),
      width: 260,
      sort: "email",
      cell: (user) => <span className="text-muted-foreground">{user.email}</span>,
    },
    {
      id: "role",
      label: t("users.role"),
      width: 140,
      sort: "role",
      cell: (user) => (
        <EnumCell
          name="user_role"
          value={user.role}
          label={t("users.role")}
          readOnly={!canWrite}
          onPick={(value, label) =>
            isRole(value) &&
            void actions.edit(
              user,
              { role: value },
              { role: value },
              t("users.set_role", { name: nameOf(user), role: label }),
            )
          }
        />
      ),
    },
    {
      id: "status",
      label: t("users.status"),
      width: 130,
      sort: "status",
      cell: (user) => <EnumText name="user_status" value={user.status} />,
    },
    {
      id: "created_at",
      label: t("users.created"),
      width: 160,
      wide: true,
      sort: "created_at",
      cell: (user) => <Moment at={user.created_at} />,
    },
  ];
}

function useUserFilters(): FilterField[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { key: "role", label: t("users.role"), kind: "enum", name: "user_role" },
      { key: "status", label: t("users.status"), kind: "enum", name: "user_status" },
    ],
    [t],
  );
}

function useUserViews(): View[] {
  const { t } = useTranslation();
  return [
    { id: "all", label: t("users.views.all"), search: {}, counted: true },
    { id: "active", label: t("users.views.active"), search: { status: ["active"] }, counted: true },
    { id: "invited", label: t("users.views.invited"), search: { status: ["invited"] }, counted: true },
    { id: "disabled", label: t("users.views.disabled"), search: { status: ["disabled"] }, counted: true },
  ];
}

function UserPhoneRow({ user }: { user: User }) {
  return (
    <Link
      to="/settings/users/$id"
      params={{ id: user.id }}
      className="flex min-h-[68px] items-center gap-3 px-4 py-[11px]"
    >
      <Avatar id={user.id} name={nameOf(user)} />
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="truncate text-[15px] leading-[22px] font-medium">{nameOf(user)}</span>
        <span className="mt-[3px] flex gap-2 text-muted-foreground">
          <span className="min-w-0 flex-1 truncate">{user.email}</span>
          <EnumText name="user_role" value={user.role} />
        </span>
      </span>
    </Link>
  );
}
