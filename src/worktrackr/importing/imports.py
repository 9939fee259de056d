"""Imports in the browser: where the columns of a file go, what would happen, and letting it happen."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Router
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from worktrackr.access import Permission, Request, may
from worktrackr.edge.web import Reply
from worktrackr.fields import Fields
from worktrackr.history.changes import Undo
from worktrackr.importing.import_files import create_import
from worktrackr.importing.import_records import (
    FIND,
    LIST,
    PAGE_ROWS,
    Import,
    ImportStatus,
    ImportSummary,
    find_import,
    resources_of,
)
from worktrackr.importing.importables import IMPORTABLES
from worktrackr.importing.legacy.items import ColumnChange
from worktrackr.importing.mappings import chosen_mapping
from worktrackr.importing.previews import Outcome
from worktrackr.importing.remembering import remember
from worktrackr.importing.running import work_on_import
from worktrackr.importing.sheets import MOST_COLUMNS
from worktrackr.kit.crud import change_set, get, post
from worktrackr.postgres.pipeline import Statement, as_json
from worktrackr.problems import Conflict, Validation


class MappingFields(Fields):
    """Where each column of the file goes, null for nowhere, and by what a row is found again before all else."""

    mapping: Annotated[list[Annotated[str, Meta(max_length=120)] | None], Meta(max_length=MOST_COLUMNS)]
    match: Annotated[str, Meta(max_length=40)] | None = None


class ImportList(msgspec.Struct):
    """Imports, newest first."""

    items: list[ImportSummary]
    next_cursor: str | None


class ImportLine(msgspec.Struct):
    """What becomes of one row of the file, and why."""

    line: int
    outcome: Outcome
    name: str
    reason: str
    table: str
    """Of data of the old application: where it goes, where it was found, and of each column what it was and becomes."""
    place: str
    changes: dict[str, ColumnChange]


class ImportLines(msgspec.Struct):
    """Rows in the order of the file."""

    items: list[ImportLine]
    next_cursor: str | None


class ImportBusy(Conflict):
    message = "This import is under way, or over. Wait for it to end, or send the file again."


class NotPreviewed(Conflict):
    message = "Look at the preview first: what it shows is what will be imported."


class FileGone(Conflict):
    message = "The file of this import is not kept any more. Send it again."


class NotImported(Conflict):
    message = "Only what was imported can be undone, and only once."


_LINES = Statement(
    "select line, outcome, name, reason, table_name, place, changes from import_lines "
    "where organisation_id = $1 and import_id = $2 and outcome = $3 and line > $4 and ($6::text is null or table_name = $6) "
    "order by line limit $5",
    lambda row: ImportLine(*row[:6], changes=msgspec.json.decode(row[6], type=dict[str, ColumnChange])),
)
_START = Statement(
    "update imports i set status = $4, mapping = coalesce($5, i.mapping), match = case when $5::jsonb is null then i.match else $6 end, "
    "change_set_id = $7, done = 0, message = null, updated_at = now() "
    "where i.organisation_id = $1 and i.id = $2 and i.resource = any($3) and i.status = any($8) "
    "and exists (select from loose_files f where f.organisation_id = $1 and f.storage_key = i.storage_key and f.remove_after > now()) "
    "returning 1",
    writes=True,
)
_UNDONE = Statement(
    "update imports set status = 'undone', updated_at = now() "
    "where organisation_id = $1 and id = $2 and resource = any($3) and status = 'imported' returning change_set_id",
    lambda row: row[0],
    writes=True,
)


@get("/imports", guards=[may(Permission.IMPORT)], operation_id="list_imports")
async def list_imports(request: Request) -> Reply[ImportList]:
    """The imports of the last three months, newest first."""
    after = _cursor(request, UUID)
    found = await request.work.rows(LIST, request.organisation_id, resources_of(request), after)
    items = found[:PAGE_ROWS]
    return Reply(ImportList(items, str(items[-1].id) if len(found) > PAGE_ROWS else None))


@get("/imports/{id:uuid}", guards=[may(Permission.IMPORT)], operation_id="get_import")
async def get_import(request: Request, id: FromPath[UUID]) -> Reply[Import]:
    """An import: how far it is, and what it does or did."""
    return Reply(await find_import(request, id))


@get("/imports/{id:uuid}/lines", guards=[may(Permission.IMPORT)], operation_id="list_import_lines")
async def list_lines(request: Request, id: FromPath[UUID]) -> Reply[ImportLines]:
    """The rows of an import with one `outcome`: skipped, merged or updated, and why; of others only the number is kept.

    Of data of the old application all are kept, and `table` asks for those of one table.
    """
    outcome = request.parameters().get("outcome", [Outcome.SKIPPED])[-1]
    if outcome not in set(Outcome):
        raise Validation.at("/outcome", "unknown_value", f"Must be one of {', '.join(Outcome)}.")
    after = _cursor(request, int)
    table = request.parameters().get("table", [None])[-1]
    await find_import(request, id)
    found = await request.work.rows(_LINES, request.organisation_id, id, outcome, after or 0, PAGE_ROWS + 1, table)
    items = found[:PAGE_ROWS]
    return Reply(ImportLines(items, str(items[-1].line) if len(found) > PAGE_ROWS else None))


@post(
    "/imports/{id:uuid}/preview",
    guards=[may(Permission.IMPORT)],
    operation_id="preview_import",
    status_code=202,
)
async def preview(request: Request, id: FromPath[UUID], data: JSONBody[MappingFields]) -> Reply[Import]:
    """Look at what an import would do, and write nothing. The import tells how far that is, and then its counts."""
    found = await find_import(request, id)
    _check_mapping(found, data)
    idle = [ImportStatus.UPLOADED, ImportStatus.PREVIEWED, ImportStatus.FAILED]
    return await _start(request, id, ImportStatus.PREVIEWING, idle, data)


def _check_mapping(found: Import, data: MappingFields) -> None:
    importable = IMPORTABLES.get(found.resource)
    if importable is None:
        if data.mapping or data.match is not None:
            raise Validation.at("/mapping", "invalid", "Data of the old application has no columns to choose from.")
        return
    chosen_mapping([column.name for column in found.columns], importable, data.mapping)
    if data.match is not None and data.match not in importable.keys:
        raise Validation.at("/match", "unknown_value", f"Must be one of {', '.join(importable.keys)}.")


@post("/imports/{id:uuid}/run", guards=[may(Permission.IMPORT)], operation_id="run_import", status_code=202)
async def run(request: Request, id: FromPath[UUID]) -> Reply[Import]:
    """Import what the preview shows, as one change-set. If it would be anything else by now, there is a new preview instead."""
    found = await find_import(request, id)
    if found.status in (ImportStatus.UPLOADED, ImportStatus.FAILED):
        raise NotPreviewed
    return await _start(request, id, ImportStatus.IMPORTING, [ImportStatus.PREVIEWED], None)


async def _start(
    request: Request, import_id: UUID, status: ImportStatus, idle: list[ImportStatus], data: MappingFields | None
) -> Reply[Import]:
    """Let a job do the work. It is enqueued in the same transaction, and so neither lost nor begun for nothing."""
    async with request.work.transaction() as work:
        started = await work.rows(
            _START, request.organisation_id, import_id, resources_of(request), status, as_json(data.mapping) if data else None,
            data.match if data else None, work.change_set if status == ImportStatus.IMPORTING else None, idle,
        )  # fmt: skip
        row = (await work.rows(FIND, request.organisation_id, import_id, resources_of(request)))[0]
        if not started:
            raise ImportBusy if row.status not in idle else FileGone
        if status == ImportStatus.IMPORTING and row.resource in IMPORTABLES:
            header = [column.name for column in row.columns]
            await remember(work, request.organisation_id, row.resource, header, (row.mapping, row.match))
        await work_on_import.configure(connection=work.connection).defer_async(
            organisation_id=str(request.organisation_id), import_id=str(import_id), user_id=str(request.user.id)
        )
    return Reply(row, status=202)


def _cursor(request: Request, kind: Callable[[str], Any]) -> Any:  # noqa: ANN401  # as the kind
    text = request.parameters().get("cursor", [None])[-1]
    try:
        return None if text is None else kind(text)
    except ValueError:
        raise Validation.at("/cursor", "invalid", "This cursor does not belong to this list.") from None


def import_routes(undo: Undo) -> Router:
    """Return the routes of imports; `undo` takes a change-set back."""

    @post(
        "/imports/{id:uuid}/undo",
        guards=[may(Permission.IMPORT)],
        operation_id="undo_import",
        status_code=200,
    )
    async def undo_import(request: Request, id: FromPath[UUID]) -> Reply[Import]:
        """Take back what an import wrote: all of it, unless somebody has changed some of it since."""
        async with request.together(slow=True) as work:
            await find_import(request, id)
            change_sets = await work.rows(_UNDONE, request.organisation_id, id, resources_of(request))
            if not change_sets:
                raise NotImported
            await undo(request, change_sets[0])
            row = await find_import(request, id)
        return Reply(row, headers=change_set(request))

    handlers = [create_import, list_imports, get_import, list_lines, preview, run, undo_import]
    return Router("/", route_handlers=handlers, tags=["Imports"])
