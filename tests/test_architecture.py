"""What must hold of the schema and the code as a whole; and each check is shown to find the fault it is for."""

from collections.abc import Generator
from typing import Any

import psycopg
import pytest
from litestar.handlers import HTTPRouteHandler

from worktrackr import isolation
from worktrackr.app import RESOURCES, Application
from worktrackr.edge.web import public
from worktrackr.embedded import Cluster, DatabaseUrls
from worktrackr.fields import Field
from worktrackr.isolation import CATALOGUE, verify
from worktrackr.kit.crud import Resource


@pytest.mark.parametrize("check", CATALOGUE)
def test_the_catalogue_has_no_findings(check: str, owner: psycopg.Connection) -> None:
    assert owner.execute(CATALOGUE[check][1].encode()).fetchall() == []


def test_every_table_is_on_a_list(owner: psycopg.Connection) -> None:
    assert isolation.unlisted_tables(owner) == []


def test_every_function_with_the_definers_rights_was_reviewed(owner: psycopg.Connection) -> None:
    assert isolation.unreviewed_functions(owner) == []


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.table.name)
def test_structs_and_columns_are_the_same(resource: Resource[Any], owner: psycopg.Connection) -> None:
    rows = owner.execute(
        "select column_name, data_type, is_nullable = 'YES' from information_schema.columns where table_schema = 'public' and table_name = %s "
        "and (column_name = any(%s) or coalesce(col_description(table_name::regclass, ordinal_position), '') not like 'Derived%%')",
        [resource.table.name, resource.table.columns],
    ).fetchall()
    columns = {name: (kind, nullable) for name, kind, nullable in rows}
    for name in resource.table.columns:
        field = resource.table.fields[name]
        kind, _nullable = columns.pop(name)
        assert kind in _sql_types(field), f"{resource.table.name}.{name} is {kind}"
    # What is left belongs to the kit, to accounts, to the storage of files, or to nobody: then it is drift.
    assert set(columns) <= {
        "organisation_id",
        "deleted_at",
        "password_hash",
        "reseller_id",
        "currency",
        "timezone",
        "renewal_reminder_days",
        "purge_started_at",
        "storage_key",
    }


def _sql_types(field: Field) -> set[str]:
    if field.is_json:
        return {"jsonb"}
    if field.is_texts:
        return {"ARRAY"}
    known = {
        "str": {"text", "character"}, "UUID": {"uuid"}, "bool": {"boolean"}, "int": {"integer", "bigint", "smallint"},
        "Decimal": {"numeric"}, "date": {"date"}, "datetime": {"timestamp with time zone"},
    }  # fmt: skip
    return known.get(field.base.__name__, {"text"})


def test_the_change_log_watches_every_column(owner: psycopg.Connection) -> None:
    for table in isolation.RESOURCES:
        (source,) = owner.execute("select prosrc from pg_proc where proname = %s", [f"record_{table}"]).fetchone() or (
            "",
        )
        columns = owner.execute(
            "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped and attname <> all(%s) "
            "and coalesce(col_description(attrelid, attnum), '') not like 'Derived%%'",
            [table, ["organisation_id", "id", "created_at", "updated_at", "version"]],
        )
        missing = [
            name for (name,) in columns if f"old.{name} is distinct from new.{name}" not in source.replace('"', "")
        ]
        assert missing == [], table


async def test_every_route_has_a_guard(application: Application) -> None:
    unguarded = [
        f"{route.path} {handler.fn.__name__}"
        for route in application.litestar.routes
        for handler in _handlers(route)
        if not _guards(handler)
    ]
    assert unguarded == []


async def test_only_these_routes_are_public(application: Application) -> None:
    names = {
        handler.operation_id or handler.fn.__name__
        for route in application.litestar.routes for handler in _handlers(route) if public in _guards(handler) and not route.path.startswith("/api/docs")
    }  # fmt: skip
    assert names == {
        "accept_invitation", "forgot_password", "get_meta", "list_plans", "live", "login", "logout", "look_up_invitation", "openapi", "read_calendar_feed", "ready",
        "reset_password", "sign_up",
    }  # fmt: skip


def _handlers(route: object) -> list[HTTPRouteHandler]:
    return [handler for handler in getattr(route, "route_handlers", []) if handler.fn.__name__ != "options_handler"]


def _guards(handler: HTTPRouteHandler) -> tuple[Any, ...]:
    return tuple(handler.resolve_guards())  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType, reportUnknownVariableType]  # Litestar leaves their types open


@pytest.fixture
def spare(
    cluster: Cluster, urls: DatabaseUrls
) -> Generator[tuple[psycopg.Connection, psycopg.Connection, psycopg.Connection]]:
    """A database of one's own to break: connections of its superuser, its owner and its application."""
    name = urls.application.partition("/test_")[2].partition("?")[0]
    copy = cluster.create_database(f"spare_{name}", template="migrated")
    with (
        psycopg.connect(copy.superuser_url or "", autocommit=True) as superuser,
        psycopg.connect(copy.owner, autocommit=True) as owner,
        psycopg.connect(copy.application, autocommit=True) as application,
    ):
        yield superuser, owner, application
    cluster.drop_database(f"spare_{name}")


FAULTS = {
    "a policy is dropped": ("drop policy tenant on tickets", "C2"),
    "row-level security is off": ("alter table contacts disable row level security", "C1"),
    "row-level security is not forced": ("alter table products no force row level security", "C1"),
    "a policy is always true": ("alter policy tenant on tickets using (true)", "C2"),
    "a policy has a second door": ("create policy other on tickets using (number = 1)", "C2"),
    "a policy forgets the organisation": ("alter policy tenant on crm_events using (title <> '')", "C2"),
    "writes are checked otherwise": ("alter policy tenant on tickets with check (true)", "C2"),
    "a reference is plain": (
        (
            "alter table tickets drop constraint tickets_contact_id_fkey; create unique index contacts_id_key on contacts (id);"
            "alter table tickets add constraint tickets_contact_id_fkey foreign key (contact_id) references contacts (id)"
        ),
        "C4",
    ),
    "a reference is cleared on delete": (
        (
            "alter table tickets drop constraint tickets_contact_id_fkey; alter table tickets add constraint tickets_contact_id_fkey "
            "foreign key (organisation_id, contact_id) references contacts (organisation_id, id) on delete set null (contact_id)"
        ),
        "C4",
    ),
    "a key spans organisations": ("create unique index products_sku_everywhere on products (sku)", "C5"),
    "an organisation may be missing": (
        "alter table products drop constraint products_pkey cascade; alter table products alter organisation_id drop not null",
        "C6",
    ),
    "a view goes past the policies": (
        "create view every_ticket as select * from tickets; grant select on every_ticket to worktrackr_app",
        "C7",
    ),
    "a function is open to everybody": (
        "create function auth.leak() returns bigint language sql security definer return (select count(*) from tickets); grant execute on function auth.leak to public",
        "C8",
    ),
    "the application may truncate": ("grant truncate on tickets to worktrackr_app", "C9"),
    "the change log can be forged": ("grant insert on changes to worktrackr_app", "C9"),
    "password hashes can be read": ("grant select on users to worktrackr_app", "C9"),
    "a table is on no list": ("create table secrets (id bigint)", "C11"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(
    fault: str, spare: tuple[psycopg.Connection, psycopg.Connection, psycopg.Connection]
) -> None:
    superuser, owner, application = spare
    sql, check = FAULTS[fault]
    assert verify(owner, application).findings == [], "the positive control: without the fault there is no finding"
    superuser.execute(sql.encode())
    assert check in {finding.check for finding in verify(owner, application).findings}


def test_rows_of_others_are_found_by_looking(
    spare: tuple[psycopg.Connection, psycopg.Connection, psycopg.Connection],
) -> None:
    superuser, owner, application = spare
    superuser.execute(
        "with o as (insert into organisations (name) values ('A'), ('B') returning id) insert into products (organisation_id, name) select id, 'p' from o"
    )
    assert verify(owner, application).rows_read == 4, "two products and their two entries in the change log"
    superuser.execute("alter policy tenant on products using (name <> '')")
    found = {(finding.check, finding.subject) for finding in verify(owner, application).findings}
    assert ("C12", "products") in found
