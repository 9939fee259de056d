"""Imports in the browser: a file is sent, its columns get a place, what would happen is shown, and then happens."""

import asyncio
import re
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Router
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from worktrackr.access import Permission, Request, may
from worktrackr.edge.uploads import Upload, read_upload
from worktrackr.edge.web import Reply
from worktrackr.fields import Fields
from worktrackr.files import new_key
from worktrackr.helpdesk.attachments import FilesQuota, clean_name
from worktrackr.history.changes import Undo
from worktrackr.importing.cells import category
from worktrackr.importing.drafts import quote
from worktrackr.importing.importables import IMPORTABLES
from worktrackr.importing.mappings import Column, chosen_mapping, guess_mapping
from worktrackr.importing.previews import Outcome
from worktrackr.importing.running import STEPS_TO_LOOK, STEPS_TO_WRITE, work_on_import
from worktrackr.importing.sheets import MOST_COLUMNS, Sheet, Unreadable, read_sheet
from worktrackr.kit.crud import change_set, get, post
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Row, Statement
from worktrackr.problems import Conflict, FieldError, Forbidden, NotFound, Validation

UPLOADS = re.compile("/api/imports")
"""The address that takes a file."""
PAGE_ROWS = 100
_SAMPLES = 3


class ImportResource(StrEnum):
    """What can be imported in the browser."""

    CONTACTS = "contacts"
    PRODUCTS = "products"


class ImportStatus(StrEnum):
    """How far an import is."""

    UPLOADED = "uploaded"
    PREVIEWING = "previewing"
    PREVIEWED = "previewed"
    IMPORTING = "importing"
    IMPORTED = "imported"
    FAILED = "failed"
    UNDONE = "undone"


_WRITE = {
    ImportResource.CONTACTS: Permission.WRITE_CONTACTS,
    ImportResource.PRODUCTS: Permission.WRITE_PRODUCTS,
}


class MappingFields(Fields):
    """Where each column of the file goes, null for nowhere, and by what a row is found again before all else."""

    mapping: Annotated[list[Annotated[str, Meta(max_length=120)] | None], Meta(max_length=MOST_COLUMNS)]
    match: Annotated[str, Meta(max_length=40)] | None = None


class FileColumn(msgspec.Struct):
    """A column of a file: what its first line calls it, and some of what it holds."""

    name: str
    samples: list[str]


class ImportCounts(msgspec.Struct):
    """How many rows have which outcome."""

    created: int
    updated: int
    unchanged: int
    merged: int
    skipped: int


class ImportSummary(msgspec.Struct, kw_only=True):
    """An import as the list of them tells it."""

    id: UUID
    resource: ImportResource
    file_name: str
    status: ImportStatus
    row_count: int
    counts: ImportCounts | None
    change_set_id: UUID | None
    """What undoes it."""
    created_by_name: str | None
    created_at: datetime
    updated_at: datetime


class Import(ImportSummary, kw_only=True):
    """An import. `done` of `steps` are behind it while it is previewing or importing."""

    columns: list[FileColumn]
    fields: list[str]
    """What a column may go to; beside these, of contacts, `custom_fields.` and any name."""
    keys: list[str]
    """What rows can be matched by."""
    mapping: list[str | None]
    match: str | None
    done: int
    steps: int
    notes: list[str]
    message: str | None
    """Why it failed, or why it was not written."""
    expires_at: datetime | None
    """Until when the file is kept; null when it is not."""


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


_SUMMARY = "i.id, i.resource, i.file_name, i.status, i.row_count, i.counts, i.change_set_id, u.name, i.created_at, i.updated_at"
_FROM = (
    "from imports i left join users u on u.organisation_id = i.organisation_id and u.id = i.created_by "
    "left join loose_files f on f.organisation_id = i.organisation_id and f.storage_key = i.storage_key and f.remove_after > now() "
)


def _summary(row: Row) -> dict[str, Any]:
    names = ImportSummary.__struct_fields__
    found = dict(zip(names, row, strict=False))
    counts = found["counts"]
    return found | {"counts": None if counts is None else msgspec.json.decode(counts, type=ImportCounts)}


def _import(row: Row) -> Import:
    columns, mapping, match, done, notes, message, expires_at = row[len(ImportSummary.__struct_fields__) :]
    found = _summary(row)
    importable = IMPORTABLES[found["resource"]]
    steps = STEPS_TO_LOOK if found["status"] == ImportStatus.PREVIEWING else STEPS_TO_WRITE
    return Import(
        **found,
        columns=msgspec.json.decode(columns, type=list[FileColumn]),
        # The numbers of categories have a file of their own, which only the command takes.
        fields=[home.name for home in (*importable.homes, *importable.whole) if home.read is not category],
        keys=list(importable.keys),
        mapping=msgspec.json.decode(mapping),
        match=match,
        done=min(done, steps * found["row_count"]),
        steps=steps * found["row_count"],
        notes=msgspec.json.decode(notes),
        message=message,
        expires_at=expires_at,
    )


_GET = Statement(
    f"select {_SUMMARY}, i.columns, i.mapping, i.match, i.done, i.notes, i.message, f.remove_after {_FROM}"
    "where i.organisation_id = $1 and i.id = $2 and i.resource = any($3)",
    _import,
)
_LIST = Statement(
    f"select {_SUMMARY} {_FROM}where i.organisation_id = $1 and i.resource = any($2) and ($3::uuid is null or i.id < $3) "
    f"order by i.id desc limit {PAGE_ROWS + 1}",
    lambda row: ImportSummary(**_summary(row)),
)
_LINES = Statement(
    "select line, outcome, name, reason from import_lines where organisation_id = $1 and import_id = $2 "
    "and outcome = $3 and line > $4 order by line limit $5",
    lambda row: ImportLine(*row),
)
# Says whether there is room; if so, notes that bytes are coming, and how long they may stay.
_BEGIN = Statement(
    "with room as (select where (select coalesce(sum(size), 0) from attachments where organisation_id = $1) "
    "+ (select coalesce(sum(i.size), 0) from imports i join loose_files f using (organisation_id, storage_key) where i.organisation_id = $1) "
    "+ $3::bigint <= $4), forgotten as (delete from imports where organisation_id = $1 and created_at < now() - interval '90 days') "
    "insert into loose_files (organisation_id, storage_key, remove_after) select $1, $2, now() + interval '7 days' from room returning 1",
    writes=True,
)
_INSERT = Statement(
    "insert into imports (organisation_id, resource, file_name, size, storage_key, columns, row_count, mapping) "
    "values ($1, $2, $3, $4, $5, $6, $7, $8) returning id",
    lambda row: row[0],
    writes=True,
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


@post("/imports", guards=[may(Permission.WRITE_CONTACTS)], operation_id="create_imports", status_code=201)
async def create_import(request: Request) -> Reply[Import]:
    """Send a file as the field `file` of multipart/form-data, and in `resource` what its rows are."""
    async with read_upload(request.receive, request.headers.get("content-type", "")) as upload:
        resource = _resource(request, upload.fields)
        sheet = await asyncio.to_thread(_read, upload)
        columns = guess_mapping(sheet.header, IMPORTABLES[resource], {}, has_categories=False)
        key = await _store(request, upload)
        made = await request.work.rows(
            _INSERT, request.organisation_id, resource, clean_name(upload.name or ""), upload.size, key,
            _json([FileColumn(column.name, _samples(sheet, column)) for column in columns]), len(sheet.rows),
            _json([column.home.name if column.home else None for column in columns]),
        )  # fmt: skip
    row = await _one(request, made[0])
    return Reply(row, status=201, headers=[(b"location", f"/api/imports/{row.id}".encode())])


def _resource(request: Request, fields: dict[str, str]) -> ImportResource:
    if unknown := fields.keys() - {"resource"}:
        raise Validation.at(f"/{min(unknown)}", "unknown_field", "There is no such field.")
    try:
        resource = ImportResource(fields.get("resource", ""))
    except ValueError:
        raise Validation.at("/resource", "unknown_value", f"Must be one of {', '.join(ImportResource)}.") from None
    if _WRITE[resource] not in request.user.permissions:
        raise Forbidden
    return resource


def _read(upload: Upload) -> Sheet:
    try:
        return _filled(read_sheet(upload.file.read()))
    except Unreadable as problem:
        raise Unreadable(str(problem), errors=[FieldError("/file", "unreadable", str(problem))]) from problem


def _filled(sheet: Sheet) -> Sheet:
    if not sheet.rows:
        message = "The file names its columns but has no rows below them."
        raise Unreadable(message)
    return sheet


def _samples(sheet: Sheet, column: Column) -> list[str]:
    found: list[str] = []
    for row in sheet.rows:
        if (text := row.cells[column.index]).strip():
            found.append(quote(text)[1:-1])
            if len(found) == _SAMPLES:
                break
    return found


async def _store(request: Request, upload: Upload) -> str:
    """Store the bytes of a file, which are removed after a week, or once they are imported; returns their key."""
    key, quota = new_key(request.organisation_id), request.settings.files_quota_mb << 20
    # Not in the transaction of the request, if there is one: this note must outlive whatever happens next.
    alone = Work(request.work.database, request.work.identity, request.work.change_set)
    if not await alone.rows(_BEGIN, request.organisation_id, key, upload.size, quota):
        raise FilesQuota
    upload.file.seek(0)
    await request.files.put(key, upload.file)
    return key


@get("/imports", guards=[may(Permission.WRITE_CONTACTS)], operation_id="list_imports")
async def list_imports(request: Request) -> Reply[ImportList]:
    """The imports of the last three months, newest first."""
    after = _cursor(request, UUID)
    found = await request.work.rows(_LIST, request.organisation_id, _resources(request), after)
    items = found[:PAGE_ROWS]
    return Reply(ImportList(items, str(items[-1].id) if len(found) > PAGE_ROWS else None))


@get("/imports/{id:uuid}", guards=[may(Permission.WRITE_CONTACTS)], operation_id="get_import")
async def get_import(request: Request, id: FromPath[UUID]) -> Reply[Import]:
    """An import: how far it is, and what it does or did."""
    return Reply(await _one(request, id))


@get("/imports/{id:uuid}/lines", guards=[may(Permission.WRITE_CONTACTS)], operation_id="list_import_lines")
async def list_lines(request: Request, id: FromPath[UUID]) -> Reply[ImportLines]:
    """The rows of an import with one `outcome`: skipped, merged or updated, and why; of others only the number is kept."""
    outcome = request.parameters().get("outcome", [Outcome.SKIPPED])[-1]
    if outcome not in set(Outcome):
        raise Validation.at("/outcome", "unknown_value", f"Must be one of {', '.join(Outcome)}.")
    after = _cursor(request, int)
    await _one(request, id)
    found = await request.work.rows(_LINES, request.organisation_id, id, outcome, after or 0, PAGE_ROWS + 1)
    items = found[:PAGE_ROWS]
    return Reply(ImportLines(items, str(items[-1].line) if len(found) > PAGE_ROWS else None))


@post(
    "/imports/{id:uuid}/preview",
    guards=[may(Permission.WRITE_CONTACTS)],
    operation_id="preview_import",
    status_code=202,
)
async def preview(request: Request, id: FromPath[UUID], data: JSONBody[MappingFields]) -> Reply[Import]:
    """Look at what an import would do, and write nothing. The import tells how far that is, and then its counts."""
    found = await _one(request, id)
    importable = IMPORTABLES[found.resource]
    chosen_mapping([column.name for column in found.columns], importable, data.mapping)
    if data.match is not None and data.match not in importable.keys:
        raise Validation.at("/match", "unknown_value", f"Must be one of {', '.join(importable.keys)}.")
    idle = [ImportStatus.UPLOADED, ImportStatus.PREVIEWED, ImportStatus.FAILED]
    return await _start(request, id, ImportStatus.PREVIEWING, idle, data)


@post("/imports/{id:uuid}/run", guards=[may(Permission.WRITE_CONTACTS)], operation_id="run_import", status_code=202)
async def run(request: Request, id: FromPath[UUID]) -> Reply[Import]:
    """Import what the preview shows, as one change-set. If it would be anything else by now, there is a new preview instead."""
    found = await _one(request, id)
    if found.status in (ImportStatus.UPLOADED, ImportStatus.FAILED):
        raise NotPreviewed
    return await _start(request, id, ImportStatus.IMPORTING, [ImportStatus.PREVIEWED], None)


async def _start(
    request: Request, import_id: UUID, status: ImportStatus, idle: list[ImportStatus], data: MappingFields | None
) -> Reply[Import]:
    """Let a job do the work. It is enqueued in the same transaction, and so neither lost nor begun for nothing."""
    async with request.work.transaction() as work:
        started = await work.rows(
            _START, request.organisation_id, import_id, _resources(request), status, _json(data.mapping) if data else None,
            data.match if data else None, work.change_set if status == ImportStatus.IMPORTING else None, idle,
        )  # fmt: skip
        row = (await work.rows(_GET, request.organisation_id, import_id, _resources(request)))[0]
        if not started:
            raise ImportBusy if row.status not in idle else FileGone
        await work_on_import.configure(connection=work.connection).defer_async(
            organisation_id=str(request.organisation_id), import_id=str(import_id), user_id=str(request.user.id)
        )
    return Reply(row, status=202)


async def _one(request: Request, import_id: UUID) -> Import:
    row = await request.work.row(_GET, request.organisation_id, import_id, _resources(request))
    if row is None:
        raise NotFound
    return row


def _resources(request: Request) -> list[str]:
    """Return what somebody may import, and so see imports of."""
    return [resource for resource, permission in _WRITE.items() if permission in request.user.permissions]


def _cursor(request: Request, kind: Callable[[str], Any]) -> Any:  # noqa: ANN401  # as the kind
    text = request.parameters().get("cursor", [None])[-1]
    try:
        return None if text is None else kind(text)
    except ValueError:
        raise Validation.at("/cursor", "invalid", "This cursor does not belong to this list.") from None


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def import_routes(undo: Undo) -> Router:
    """Return the routes of imports; `undo` takes a change-set back."""

    @post(
        "/imports/{id:uuid}/undo",
        guards=[may(Permission.WRITE_CONTACTS)],
        operation_id="undo_import",
        status_code=200,
    )
    async def undo_import(request: Request, id: FromPath[UUID]) -> Reply[Import]:
        """Take back what an import wrote: all of it, unless somebody has changed some of it since."""
        async with request.together(slow=True) as work:
            await _one(request, id)
            change_sets = await work.rows(_UNDONE, request.organisation_id, id, _resources(request))
            if not change_sets:
                raise NotImported
            await undo(request, change_sets[0])
            row = await _one(request, id)
        return Reply(row, headers=change_set(request))

    handlers = [create_import, list_imports, get_import, list_lines, preview, run, undo_import]
    return Router("/", route_handlers=handlers, tags=["Imports"])
