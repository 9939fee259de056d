"""Sending a file to be imported: its columns are named and guessed, and its bytes are kept until they are written."""

import asyncio
import re
from zoneinfo import ZoneInfo

from worktrackr.access import Permission, Request, may
from worktrackr.edge.uploads import Upload, read_upload
from worktrackr.edge.web import Reply
from worktrackr.files import new_key
from worktrackr.helpdesk.attachments import FilesQuota, clean_name
from worktrackr.importing.drafts import quote
from worktrackr.importing.import_records import WRITERS, FileColumn, Import, ImportResource, find_import
from worktrackr.importing.importables import IMPORTABLES
from worktrackr.importing.legacy.files import OldFile
from worktrackr.importing.legacy.sources import read_old_data
from worktrackr.importing.mappings import Column, guess_mapping
from worktrackr.importing.remembering import remembered
from worktrackr.importing.sheets import Sheet, Unreadable, read_sheet
from worktrackr.importing.sources import source_of
from worktrackr.kit.crud import post
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Statement, as_json
from worktrackr.problems import FieldError, Forbidden, Validation

UPLOADS = re.compile("/api/imports")
"""The address that takes a file."""
_SAMPLES = 3
# Says whether there is room; if so, notes that bytes are coming, and how long they may stay.
_BEGIN = Statement(
    "with room as (select where (select coalesce(sum(size), 0) from attachments where organisation_id = $1) "
    "+ (select coalesce(sum(i.size), 0) from imports i join loose_files f using (organisation_id, storage_key) where i.organisation_id = $1) "
    "+ $3::bigint <= $4), forgotten as (delete from imports where organisation_id = $1 and created_at < now() - interval '90 days') "
    "insert into loose_files (organisation_id, storage_key, remove_after) select $1, $2, now() + interval '7 days' from room returning 1",
    writes=True,
)
_INSERT = Statement(
    "insert into imports (organisation_id, resource, file_name, size, storage_key, columns, row_count, mapping, match, notes) "
    "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id",
    lambda row: row[0],
    writes=True,
)


@post("/imports", guards=[may(Permission.IMPORT)], operation_id="create_imports", status_code=201)
async def create_import(request: Request) -> Reply[Import]:
    """Send a file as the field `file` of multipart/form-data, and in `resource` what its rows are."""
    async with read_upload(request.receive, request.headers.get("content-type", "")) as upload:
        resource = _resource(request, upload.fields)
        columns, mapping, row_count, notes = await asyncio.to_thread(_look_into, upload, resource)
        match = None
        if told := await remembered(request, resource, [column.name for column in columns]):
            mapping, match = told
            notes.append("The columns go where they went the last time.")
        key = await _store(request, upload)
        made = await request.work.rows(
            _INSERT, request.organisation_id, resource, clean_name(upload.name or ""), upload.size, key,
            as_json(columns), row_count, as_json(mapping), match, as_json(notes),
        )  # fmt: skip
    row = await find_import(request, made[0])
    return Reply(row, status=201, headers=[(b"location", f"/api/imports/{row.id}".encode())])


def _resource(request: Request, fields: dict[str, str]) -> ImportResource:
    if unknown := fields.keys() - {"resource"}:
        raise Validation.at(f"/{min(unknown)}", "unknown_field", "There is no such field.")
    try:
        resource = ImportResource(fields.get("resource", ""))
    except ValueError:
        raise Validation.at("/resource", "unknown_value", f"Must be one of {', '.join(ImportResource)}.") from None
    if WRITERS[resource] not in request.user.permissions:
        raise Forbidden
    return resource


def _look_into(upload: Upload, resource: ImportResource) -> tuple[list[FileColumn], list[str | None], int, list[str]]:
    """Return the columns of a file, where they seem to go, its number of rows, and notes; of old data what was found."""
    if resource is ImportResource.LEGACY:
        records = read_old_data([OldFile(clean_name(upload.name or ""), upload.file.read())]).records(ZoneInfo("UTC"))
        tables = dict.fromkeys(record.table for record in records)
        return [FileColumn(name, []) for name in tables], [], len(records), []
    sheet = _read(upload)
    columns = guess_mapping(sheet.header, IMPORTABLES[resource], {}, has_categories=False)
    shown = [FileColumn(column.name, _samples(sheet, column)) for column in columns]
    source = source_of(sheet.header)
    notes = [*sheet.notes, *([f"This looks like an export of {source}."] if source else [])]
    return shown, [column.home.name if column.home else None for column in columns], len(sheet.rows), notes


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
