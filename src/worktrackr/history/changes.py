"""The change log: what happened to a row, and undoing a whole change-set."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from litestar import Router, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from worktrackr.access import Permission, Request, may
from worktrackr.edge.web import Reply
from worktrackr.fields import visible_to
from worktrackr.kit.crud import Resource, change_set
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import Conflict, Forbidden, NotFound


class Change(msgspec.Struct, kw_only=True):
    """One change of one row; `before` and `after` hold only the fields that differ."""

    id: UUID
    change_set_id: UUID
    actor_id: UUID | None
    actor_name: str | None
    actor_kind: str
    action: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    version: int
    at: datetime


class History(msgspec.Struct):
    """The changes of a row, newest first."""

    items: list[Change]
    next_cursor: str | None = None


class Undone(msgspec.Struct):
    """What an undo did: how many rows it put back, as which new change-set."""

    changed: int
    change_set_id: UUID


Undo = Callable[[Request, UUID], Awaitable[Undone]]
"""Puts every row of a change-set back as it was, or changes nothing."""


class Aside(NamedTuple):
    """Undoes changes of a table without a trigger; returns how many rows it knows of, none if they are not its own."""

    table: str
    permission: Permission
    undo: Callable[[Work, UUID, UUID], Awaitable[int]]


class UndoConflict(msgspec.Struct):
    """A row that somebody changed since."""

    table: str
    id: UUID
    columns: list[str]


class NothingToUndo(NotFound):
    message = "There is no such change, or it is not yours."


class ChangedSince(Conflict):
    message = "Somebody has changed these rows since. Nothing was undone."


class NotUndoable(Conflict):
    message = "This change cannot be undone."


_EXISTS = "select 1 from {table} where organisation_id = $1 and id = $2"
_HISTORY = Statement(
    "select c.id, c.change_set_id, c.actor_id, coalesce(u.name, s.operator_name), c.actor_kind, c.action, c.before, c.after, c.version, c.at from changes c "
    "left join users u on u.organisation_id = c.organisation_id and u.id = c.actor_id "
    "left join support_sessions s on s.organisation_id = c.organisation_id and s.id = c.support_session_id "
    "where c.organisation_id = $1 and c.row_id = $2 and c.table_name = $3 and ($4::uuid is null or c.id < $4) order by c.id desc limit 101"
)
_TOUCHED = Statement(
    "select table_name, bool_and(actor_id is not distinct from $3), bool_or(action = 'purge') from changes "
    "where organisation_id = $1 and change_set_id = $2 group by table_name"
)
_CONFLICTS = Statement(
    "select later.table_name, later.row_id, array(select distinct k from unnest(array_agg(later.after)) a, jsonb_object_keys(a) k) "
    "from changes mine join changes later on later.organisation_id = mine.organisation_id and later.row_id = mine.row_id "
    "and later.table_name = mine.table_name and later.version > mine.version and later.change_set_id not in (mine.change_set_id, $3) "
    "where mine.organisation_id = $1 and mine.change_set_id = $2 and mine.table_name = any($4) and (mine.action = 'insert' or later.action = 'purge' "
    "or exists (select from jsonb_object_keys(later.after) k where mine.after ? k)) group by later.table_name, later.row_id limit 100",
    lambda row: UndoConflict(*row),
)


def history_of(resource: Resource[Any]) -> HTTPRouteHandler:
    """Return the route that answers the history of a resource's row."""
    table = resource.table
    exists = Statement(_EXISTS.format(table=table.name))
    hidden_fields = {
        name: marker.permission for name, field in table.fields.items() if (marker := field.marker(visible_to))
    }

    @get(
        f"{resource.path}/{{id:uuid}}/history",
        guards=[may(Permission(resource.read))],
        operation_id=f"history_{table.name}",
        tags=["History"],
    )
    async def history(request: Request, id: FromPath[UUID]) -> Reply[History]:
        """The row's changes, newest first."""
        organisation = request.user.organisation_id
        after = request.parameters().get("cursor", [None])[-1]
        rows, there = await asyncio.gather(
            request.work.rows(_HISTORY, organisation, id, table.name, _cursor(after)),
            request.work.row(exists, organisation, id),
        )
        # A row that is hidden from somebody has no history for them; one that is gone keeps its.
        if there is None and not (rows and rows[0][5] == "purge"):
            raise NotFound
        hidden = {name for name, permission in hidden_fields.items() if permission not in request.user.permissions}
        items = [_change(row, hidden) for row in rows[:100]]
        return Reply(History(items, str(items[-1].id) if len(rows) > 100 else None))

    return history


def _cursor(text: str | None) -> UUID | None:
    try:
        return None if text is None else UUID(text)
    except ValueError:
        raise NotFound from None


def _change(row: Sequence[Any], hidden: set[str]) -> Change:
    bodies = [None if body is None else msgspec.json.decode(body) for body in row[6:8]]
    before, after = (
        {k: v for k, v in body.items() if k not in hidden and k != "organisation_id"} if body is not None else None
        for body in bodies
    )
    return Change(
        id=row[0], change_set_id=row[1], actor_id=row[2], actor_name=row[3], actor_kind=row[4], action=row[5],
        before=before, after=after, version=row[8], at=row[9],
    )  # fmt: skip


def undoing(
    resources: Mapping[str, Resource[Any]],
    asides: Sequence[Aside] = (),
    after: Sequence[Callable[[Work, UUID, UUID], Awaitable[None]]] = (),
) -> Undo:
    """Return what undoes a change-set; `resources` are the undoable ones, by table, `after` what follows of an undo."""
    besides = {aside.table: aside for aside in asides}
    undos = {name: _undo_statement(resource) for name, resource in resources.items() if resource.undoable}

    async def undo(request: Request, change_set_id: UUID) -> Undone:
        user = request.user
        async with request.work.transaction(slow=True) as work:
            # What comes back was agreed on before: rules for new bookings do not refuse it.
            await work.connection.execute("set local app.undoing = 'on'")
            touched = await work.rows(_TOUCHED, user.organisation_id, change_set_id, user.id)
            if not touched or (Permission.UNDO_ANY not in user.permissions and not all(own for _, own, _ in touched)):
                raise NothingToUndo
            if any(purged or not (name in undos or name in besides) for name, _, purged in touched):
                raise NotUndoable
            needed = {besides[name].permission if name in besides else resources[name].write for name, _, _ in touched}
            if needed - user.permissions:
                raise Forbidden
            changed = await _undo(
                work, undos, [name for name, _, _ in touched if name in undos], request.organisation_id, change_set_id
            )
            for name in besides.keys() & {name for name, _, _ in touched}:
                if not (found := await besides[name].undo(work, request.organisation_id, change_set_id)):
                    raise NotUndoable
                changed += found
            for follow in after:
                await follow(work, request.organisation_id, change_set_id)
        return Undone(changed, request.work.change_set)

    return undo


def undo_route(undo_change_set: Undo) -> Router:
    """Return the route that undoes a change-set."""

    @post(
        "/change_sets/{id:uuid}/undo",
        guards=[may(Permission.UNDO)],
        operation_id="undo_change_set",
        status_code=200,
        tags=["History"],
    )
    async def undo(request: Request, id: FromPath[UUID]) -> Reply[Undone]:
        """Put every row of a change-set back as it was, as one new change-set, or change nothing."""
        return Reply(await undo_change_set(request, id), headers=change_set(request))

    return Router("/", route_handlers=[undo])


async def _undo(
    work: Work, undos: Mapping[str, Statement[int]], tables: Sequence[str], organisation_id: UUID, change_set_id: UUID
) -> int:
    # Looked for twice: the second look sees what others committed before our update took the rows' locks.
    changed, asked = 0, (organisation_id, change_set_id, work.change_set, tables)
    conflicts = await work.rows(_CONFLICTS, *asked)
    for table in tables:
        changed += sum(await work.rows(undos[table], organisation_id, change_set_id))
    conflicts = conflicts or await work.rows(_CONFLICTS, *asked)
    if conflicts:
        raise ChangedSince(conflicts=conflicts)
    return changed


def _undo_statement(resource: Resource[Any]) -> Statement[int]:
    """Set every column to what it was before the change-set: the earliest `before` of each row wins."""
    table = resource.table
    columns = [name for name in table.columns if name not in ("id", "created_at", "updated_at", "version")]
    sql = (
        "with target as (select row_id, bool_or(action = 'insert') as created, history.merge(before order by version desc) as before "
        f"from changes where organisation_id = $1 and change_set_id = $2 and table_name = '{table.name}' group by row_id), "
        f"undone as (update {table.name} t set ({', '.join(columns)}, deleted_at, version, updated_at) = "
        f"(select {', '.join(f'p.{name}' for name in columns)}, case when target.created then now() else p.deleted_at end, t.version + 1, now() "
        "from jsonb_populate_record(t, target.before) p) from target where t.organisation_id = $1 and t.id = target.row_id returning 1) "
        "select count(*) from undone"
    )
    return Statement(sql, lambda row: row[0], writes=True)
