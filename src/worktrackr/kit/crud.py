"""List, create, get, change, trash, restore, purge and bulk: written once, for every resource."""

import asyncio
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID

import msgspec
from litestar import Router
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from worktrackr.edge.web import Reply, Request, Route, allow
from worktrackr.fields import Fields, Stored, define, fields_of, patch_of, said
from worktrackr.kit.query import TOTAL_CAP, Page, Query
from worktrackr.kit.table import Table
from worktrackr.postgres.database import Work
from worktrackr.problems import BadRequest, FieldError, NotFound, PreconditionFailed, Validation

S = TypeVar("S", bound=Stored)
VERBS = ("list", "create", "get", "update", "delete", "bulk")
BULK_MAX = 1_000
get, post, patch, delete = (partial(Route, http_method=method) for method in ("GET", "POST", "PATCH", "DELETE"))


class BulkReport(msgspec.Struct):
    """What a bulk action did."""

    changed: int
    change_set_id: UUID


class Bulk(Fields):
    """The body of a bulk action, as a handler names it: `data: JSONBody[Bulk[Ticket, TicketFields]]`."""

    if TYPE_CHECKING:
        ids: list[UUID] | None
        filter: dict[str, str | list[str]] | None
        patch: Any
        delete: bool

    def __class_getitem__(cls, of: tuple[type[Stored], type[Fields]]) -> type[Fields]:
        """Return the struct that a resource's bulk action takes."""
        return _bulk_of(*of)


@cache
def _bulk_of(struct: type[Stored], fields: type[Fields]) -> type[Fields]:
    patch = patch_of(fields) | None
    types = {"ids": list[UUID] | None, "filter": dict[str, str | list[str]] | None, "patch": patch, "delete": bool}
    return define(f"{struct.__name__}Bulk", types, {"ids": None, "filter": None, "patch": None, "delete": False})


class Resource(msgspec.Struct, Generic[S], kw_only=True):
    """A resource as the application joins it: its table, who may, and its routes."""

    path: str
    table: Table[S]
    read: str
    write: str
    purge: str | None
    undoable: bool
    router: Router


def crud(
    path: str,
    table: Table[S],
    *,
    fields: type[Fields],
    read: str,
    write: str,
    purge: str | None = None,
    verbs: Sequence[str] = VERBS,
    also: Sequence[HTTPRouteHandler] = (),
) -> Resource[S]:
    """Make the routes of a resource. `purge` is the permission to delete for good; without it there is no trash.

    A verb that must behave otherwise is left out of `verbs` and comes in `also`; so does restore, by its operation id.
    """
    noun, changes = path.removeprefix("/"), patch_of(fields)

    async def list_rows(request: Request) -> Reply[Any]:
        return Reply(await page_of(request, table))

    async def create_row(request: Request, data: Any) -> Reply[Any]:  # noqa: ANN401  # typed by `_route`
        return await insert(request, table, data, f"/api{path}")

    async def get_row(request: Request, id: FromPath[UUID]) -> Reply[Any]:
        row = await one(request, table, id)
        return Reply(row, version=row.version)

    async def update_row(request: Request, id: FromPath[UUID], data: Any) -> Reply[Any]:  # noqa: ANN401
        return await change(request, table, id, data)

    async def delete_row(request: Request, id: FromPath[UUID]) -> Reply[None]:
        await move(request, table, id, to_trash=True)
        return Reply(None, status=204, headers=change_set(request))

    item = "/{id:uuid}"
    handlers = {
        "list": _route(get, "/", list_rows, read, f"list_{noun}", Page[table.struct]),
        "create": _route(post, "/", create_row, write, f"create_{noun}", table.struct, fields, 201),
        "get": _route(get, item, get_row, read, f"get_{noun}", table.struct),
        "update": _route(patch, item, update_row, write, f"update_{noun}", table.struct, changes),
        "delete": _route(delete, item, delete_row, write, f"delete_{noun}", None, status=204),
    }
    if purge is not None:
        restore_row, purge_row, handlers["bulk"] = _trash_routes(noun, table, fields, write, purge)
        own = {handler.operation_id for handler in also}
        also = [*also, *(found for found in (restore_row, purge_row) if found.operation_id not in own)]
    routes = [handlers[verb] for verb in verbs if verb in handlers]
    router = Router(path, route_handlers=[*routes, *also], tags=[noun.replace("_", " ").capitalize()])
    return Resource(
        path=path, table=table, read=read, write=write, purge=purge, undoable=purge is not None, router=router
    )


def _trash_routes(noun: str, table: Table[S], fields: type[Fields], write: str, purge: str) -> list[HTTPRouteHandler]:
    """Make what a resource has since its rows can come back: restore, purge and bulk."""
    body = _bulk_of(table.struct, fields)

    async def restore_row(request: Request, id: FromPath[UUID]) -> Reply[Any]:
        await move(request, table, id, to_trash=False)
        row = await one(request, table, id)
        return Reply(row, version=row.version, headers=change_set(request))

    async def purge_row(request: Request, id: FromPath[UUID]) -> Reply[None]:
        if await request.work.row(table.purge(), *table.scope(request.user.organisation_id), id) is None:
            raise NotFound
        return Reply(None, status=204, headers=change_set(request))

    async def bulk_rows(request: Request, data: Any) -> Reply[BulkReport]:  # noqa: ANN401  # typed by `_route`
        return await bulk(request, table, data)

    return [
        _route(post, "/{id:uuid}/restore", restore_row, write, f"restore_{noun}", table.struct),
        _route(post, "/{id:uuid}/purge", purge_row, purge, f"purge_{noun}", None, status=204),
        _route(post, "/bulk", bulk_rows, write, f"bulk_{noun}", BulkReport, body),
    ]


def _route(
    verb: Callable[..., Any],
    path: str,
    handler: Callable[..., Any],
    permission: str,
    operation_id: str,
    returns: Any,  # noqa: ANN401  # a type
    data: type[Fields] | None = None,
    status: int = 200,
) -> HTTPRouteHandler:
    """Make a route of a handler whose types are only known here."""
    handler.__annotations__ |= {"return": Reply[returns]} | ({"data": JSONBody[data]} if data else {})
    return verb(path, guards=[allow(permission)], operation_id=operation_id, status_code=status)(handler)


async def one(request: Request, table: Table[S], row_id: UUID) -> S:
    """Return a row that the request may see; raises `NotFound`."""
    row = await request.work.row(
        table.get(table.hidden_from(request.user.permissions)), *table.scope(request.user.organisation_id), row_id
    )
    if row is None:
        raise NotFound
    return row


async def move(request: Request, table: Table[Any], row_id: UUID, *, to_trash: bool) -> None:
    """Move a row to the trash, honouring If-Match, or back."""
    scope = table.scope(request.user.organisation_id)
    moved = await request.work.row(
        table.move(to_trash=to_trash), *scope, row_id, expected_version(request) if to_trash else None
    )
    if moved is None or not moved[0]:
        raise NotFound
    if moved[2] is None:
        raise PreconditionFailed if moved[1] else NotFound


async def page_of(request: Request, table: Table[S], **fixed: str | None) -> Page[S]:
    """Answer the list that the request's parameters ask for; `fixed` are parameters decided otherwise, None is none."""
    user = request.user
    given = {name: texts for name, texts in request.parameters().items() if name not in fixed}
    parameters = given | {name: [text] for name, text in fixed.items() if text is not None}
    query = table.query(parameters, user.permissions, user.organisation_id)
    trash = parameters.get("trash", ["false"])[-1] in ("true", "1") and table.trash
    scope, after = table.scope(user.organisation_id), query.cursor or []
    work = request.work.rows(
        table.page(query, table.hidden_from(user.permissions), trash=trash),
        *scope,
        *query.values,
        query.limit + 1,
        *after,
    )
    if query.total:
        found, (count,) = await asyncio.gather(
            work, request.work.rows(table.count(query, trash=trash), *scope, *query.values)
        )
    else:
        found, count = await work, None
    rows = found[: query.limit]
    page = Page(
        items=rows,
        next_cursor=table.next_cursor(query, rows[-1]) if len(found) > query.limit else None,
    )
    if count is not None:
        page.total = min(count, TOTAL_CAP)
        if count > TOTAL_CAP:
            page.total_capped = True
    return page


async def insert(
    request: Request,
    table: Table[S],
    data: Fields,
    path: str,
    extra: dict[str, object] | None = None,
    *,
    work: Work | None = None,
) -> Reply[S]:
    """Insert a row and answer it with 201, Location and ETag; `extra` are columns that no client writes."""
    values = {f.name: table.parameter(f.name, getattr(data, f.name)) for f in fields_of(type(data))} | (extra or {})
    values = {name: value for name, value in values.items() if value is not None}
    statement = table.insert(tuple(values), table.hidden_from(request.user.permissions))
    held, row = (
        await (work or request.work).rows(statement, *table.scope(request.user.organisation_id), *values.values())
    )[0]
    if row is None:
        raise Validation(errors=missing_references(held))
    headers = [(b"location", f"{path}/{row.id}".encode()), *change_set(request)]
    return Reply(row, status=201, version=row.version, headers=headers)


async def change(
    request: Request, table: Table[S], row_id: UUID, data: Fields, *, work: Work | None = None, seen: int | None = None
) -> Reply[S]:
    """Change what the patch names, honouring If-Match, and answer the row; in the transaction `work`, if given.

    `seen` is the version that the patch was checked against, which counts when there is no If-Match.
    """
    values = written(table, data)
    statement = table.update(tuple(values), table.hidden_from(request.user.permissions))
    scope, wanted = table.scope(request.user.organisation_id), expected_version(request)
    expected = seen if wanted is None else wanted
    found, stale, held, row = (
        await (work or request.work).rows(statement, *scope, row_id, expected, *values.values())
    )[0]
    if row is None:
        if found and stale:
            raise PreconditionFailed
        if found and not all(held.values()):
            raise Validation(errors=missing_references(held))
        # There, and still not written: somebody else's change came first, while this one waited for the row.
        raise PreconditionFailed if found and expected is not None else NotFound
    return Reply(row, version=row.version, headers=change_set(request))


def targets(request: Request, table: Table[Any], data: Bulk) -> Query:
    """Return the query of the rows that a bulk action is about; raises `Validation`."""
    if (data.ids is None) == (data.filter is None):
        raise Validation.at("/ids", "invalid", "Give either ids or a filter.")
    if (data.patch is None) == (not data.delete):
        raise Validation.at("/patch", "invalid", "Give either a patch or delete.")
    parameters = {name: [text] if isinstance(text, str) else text for name, text in (data.filter or {}).items()}
    query = table.query(parameters, request.user.permissions, request.user.organisation_id)
    if data.ids is not None:
        if not 1 <= len(data.ids) <= BULK_MAX:
            raise Validation.at("/ids", "invalid", f"Give 1 to {BULK_MAX} ids; use a filter for more.")
        query.conditions.append(f"t.id = any(${len(query.values) + (2 if table.tenant else 1)})")
        query.values.append(list(dict.fromkeys(data.ids)))
    return query


async def bulk(request: Request, table: Table[S], data: Bulk) -> Reply[BulkReport]:
    """Change or trash the rows of `ids` or of `filter`: all of them, or none."""
    query = targets(request, table, data)
    values = written(table, data.patch) if data.patch is not None else {}
    async with request.work.transaction(slow=True) as work:
        statement = table.bulk(query, tuple(values), to_trash=data.delete)
        held, changed = (
            await work.rows(statement, *table.scope(request.user.organisation_id), *query.values, *values.values())
        )[0]
        if not held:
            raise Validation.at("/patch", "invalid_reference", "The patch names a row that is not there.")
        if data.ids is not None and changed != len(set(data.ids)):
            raise NotFound("Some of these rows are not there any more. Nothing was changed.")
    return Reply(BulkReport(changed, request.work.change_set), headers=change_set(request))


def written(table: Table[Any], data: Fields) -> dict[str, object]:
    """Return the columns that a patch names, ready as parameters."""
    return {name: table.parameter(name, value) for name, value in said(data).items()}


def missing_references(held: dict[str, bool]) -> list[FieldError]:
    """Return the field errors of the references that do not hold."""
    return [
        FieldError(f"/{name}", "invalid_reference", "There is no such row.")
        for name, there in held.items()
        if not there
    ]


def expected_version(request: Request) -> int | None:
    """Return the version that If-Match names; raises `BadRequest`."""
    text = request.headers.get("if-match")
    if text is None or text == "*":
        return None
    number = text.removeprefix("W/").strip('"').partition("-")[0]
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise BadRequest("If-Match must be an ETag of this resource.")
    return int(number)


def change_set(request: Request) -> list[tuple[bytes, bytes]]:
    """Return the header that names the change-set of this request."""
    return [(b"x-change-set", str(request.work.change_set).encode())]
