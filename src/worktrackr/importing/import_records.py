"""Imports in the browser as they are answered, and who may see which."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from worktrackr.access import Permission, Request
from worktrackr.importing.cells import category
from worktrackr.importing.importables import IMPORTABLES
from worktrackr.importing.running import STEPS_TO_LOOK, STEPS_TO_WRITE
from worktrackr.postgres.pipeline import Row, Statement
from worktrackr.problems import NotFound


class ImportResource(StrEnum):
    """What can be imported in the browser."""

    CONTACTS = "contacts"
    PRODUCTS = "products"
    TICKETS = "tickets"
    LEGACY = "legacy"


class ImportStatus(StrEnum):
    """How far an import is."""

    UPLOADED = "uploaded"
    PREVIEWING = "previewing"
    PREVIEWED = "previewed"
    IMPORTING = "importing"
    IMPORTED = "imported"
    FAILED = "failed"
    UNDONE = "undone"


PAGE_ROWS = 100
WRITERS = {
    ImportResource.CONTACTS: Permission.WRITE_CONTACTS,
    ImportResource.PRODUCTS: Permission.WRITE_PRODUCTS,
    ImportResource.TICKETS: Permission.WRITE_TICKETS,
    # The old application's users are invited.
    ImportResource.LEGACY: Permission.WRITE_USERS,
}


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
    kept: int = 0
    left: int = 0


class ImportTable(msgspec.Struct):
    """Of data of the old application: a table, how many rows it has for it, and what becomes of them."""

    table: str
    read: int
    counts: ImportCounts


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
    """What a column may go to; beside these, with `rest`, that and a dot and any name."""
    rest: str | None
    keys: list[str]
    """What rows can be matched by."""
    mapping: list[str | None]
    match: str | None
    done: int
    steps: int
    notes: list[str]
    tables: list[ImportTable]
    message: str | None
    """Why it failed, or why it was not written."""
    expires_at: datetime | None
    """Until when the file is kept; null when it is not."""


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
    columns, mapping, match, done, notes, tables, message, expires_at = row[len(ImportSummary.__struct_fields__) :]
    found = _summary(row)
    importable = IMPORTABLES.get(found["resource"])
    homes = (*importable.homes, *importable.whole) if importable else ()
    steps = STEPS_TO_LOOK if found["status"] == ImportStatus.PREVIEWING else STEPS_TO_WRITE
    return Import(
        **found,
        columns=msgspec.json.decode(columns, type=list[FileColumn]),
        # The numbers of categories have a file of their own, which only the command takes.
        fields=[home.name for home in homes if home.read is not category],
        rest=importable.rest if importable else None,
        keys=list(importable.keys) if importable else [],
        mapping=msgspec.json.decode(mapping),
        match=match,
        done=min(done, steps * found["row_count"]),
        steps=steps * found["row_count"],
        notes=msgspec.json.decode(notes),
        tables=msgspec.json.decode(tables, type=list[ImportTable]),
        message=message,
        expires_at=expires_at,
    )


FIND = Statement(
    f"select {_SUMMARY}, i.columns, i.mapping, i.match, i.done, i.notes, i.tables, i.message, f.remove_after {_FROM}"
    "where i.organisation_id = $1 and i.id = $2 and i.resource = any($3)",
    _import,
)
LIST = Statement(
    f"select {_SUMMARY} {_FROM}where i.organisation_id = $1 and i.resource = any($2) and ($3::uuid is null or i.id < $3) "
    f"order by i.id desc limit {PAGE_ROWS + 1}",
    lambda row: ImportSummary(**_summary(row)),
)


async def find_import(request: Request, import_id: UUID) -> Import:
    """Return an import; raises `NotFound` for one that is not there, or not theirs to see."""
    row = await request.work.row(FIND, request.organisation_id, import_id, resources_of(request))
    if row is None:
        raise NotFound
    return row


def resources_of(request: Request) -> list[str]:
    """Return what somebody may import, and so see imports of."""
    return [resource for resource, permission in WRITERS.items() if permission in request.user.permissions]
