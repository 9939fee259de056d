"""Everything that an organisation has, as one zip: a CSV file per table, and the attached files.

Only its own admins can download it, and whoever owns the machine can write it at the command line: an operator reads no data
of an organisation. The tables come from the database's catalogue, so that a new one is not forgotten.
"""

import asyncio
import io
import re
import tempfile
import zipfile
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING
from uuid import UUID, uuid4

import msgspec
import psycopg
from litestar import get
from litestar.response import Stream
from psycopg import AsyncConnection, sql

from worktrackr.access import Permission, Request, may
from worktrackr.attempts import limit_attempts
from worktrackr.choose_database import choose_data_dir
from worktrackr.embedded import DatabaseUrls
from worktrackr.files import FileMissing, Files
from worktrackr.postgres.database import Database, Transaction, Work
from worktrackr.postgres.named_rows import find_named
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import Validation
from worktrackr.settings import Settings
from worktrackr.spreadsheets import BYTE_ORDER_MARK, cell, csv_text

if TYPE_CHECKING:
    from typing_extensions import Buffer

MACHINERY = ("sessions", "calendar_feeds", "loose_files", "ticket_counters", "reseller_customers", "refunds")
"""Tables that name an organisation and hold nothing that it wrote: credentials, and the installation's own books."""
_PAGE_ROWS = 1_000
_IN_MEMORY = 8 << 20
_CHUNK = 256 << 10
# What the application may read of each table, and whether the column is text, which a spreadsheet could take for a formula.
_COLUMNS = Statement(
    "select c.relname, a.attname, t.typcategory not in ('N', 'B', 'D') from pg_class c "
    "join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped join pg_type t on t.oid = a.atttypid "
    "where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> all ($1) "
    "and (c.relname = 'organisations' or exists (select from pg_attribute o where o.attrelid = c.oid and o.attname = 'organisation_id')) "
    "and a.attname not in ('organisation_id', 'storage_key') and t.typname not in ('tsvector', 'bytea') "
    "and has_column_privilege(c.oid, a.attnum, 'select') order by c.relname, a.attnum",
    tuple[str, str, bool],
)
_FILES = Statement(
    "select storage_key, id, name from attachments where organisation_id = $1 order by id", tuple[str, UUID, str]
)
_LOGO = Statement("select logo from brands where organisation_id = $1 and logo is not null", lambda row: bytes(row[0]))
# Not `auth.enter_as`, which lets nobody into the trash: what lies there can be taken out by who owns the machine alone.
_ENTER = Statement("select set_config('app.organisation_id', $1, true), set_config('app.role', 'admin', true)")
_NAME = Statement("select name from organisations where id = $1", lambda row: str(row[0]))


class _Pipe(io.RawIOBase):
    """What a zip file is written into, and taken out of again; it cannot go back."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: "Buffer", /) -> int:
        part = bytes(data)
        self._parts.append(part)
        return len(part)

    def take(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken


class Archive:
    """The zip of one organisation: first all of its rows, while a transaction is open, then its files."""

    def __init__(self, organisation_id: UUID) -> None:
        self._organisation_id, self._pipe = organisation_id, _Pipe()
        self._zip = zipfile.ZipFile(self._pipe, "w", zipfile.ZIP_DEFLATED)
        self._rows = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # closed by `pieces`
        self._files: list[tuple[str, UUID, str]] = []

    async def read(self, work: Work | Transaction) -> None:
        """Write every table as CSV, and the logo; note which files come after them."""
        columns = await work.rows(_COLUMNS, list(MACHINERY))
        for table in dict.fromkeys(name for name, _, _ in columns):
            of_table = [(column, is_text) for name, column, is_text in columns if name == table]
            with self._zip.open(f"{table}.csv", "w") as entry:
                names = [column for column, _ in of_table]
                entry.write((BYTE_ORDER_MARK + csv_text([names])).encode())
                async for page in _pages(work.connection, table, names, self._organisation_id):
                    lines = [
                        [
                            cell(value) if is_text else (value or "")
                            for value, (_, is_text) in zip(row, of_table, strict=True)
                        ]
                        for row in page
                    ]
                    entry.write(csv_text(lines).encode())
                    self._rows.write(self._pipe.take())
        for png in await work.rows(_LOGO, self._organisation_id):
            self._zip.writestr("logo.png", png)
        self._files = await work.rows(_FILES, self._organisation_id)

    async def pieces(self, files: Files) -> AsyncGenerator[bytes]:
        """Yield the zip, piece by piece."""
        with self._rows:
            self._rows.seek(0)
            while chunk := self._rows.read(_CHUNK):
                yield chunk
            missing: list[str] = []
            for key, file_id, name in self._files:
                try:
                    found = await files.read(key)
                except FileMissing:
                    missing.append(f"{file_id} {name}\n")
                    continue
                async for piece in self._entry(f"files/{file_id}/{_entry_name(name)}", found):
                    yield piece
            if missing:
                self._zip.writestr("missing-files.txt", "".join(missing))
            self._zip.close()
            yield self._pipe.take()

    async def _entry(self, name: str, found: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
        # Photographs and documents are packed already.
        info = zipfile.ZipInfo(name, datetime.now(UTC).timetuple()[:6])
        with self._zip.open(info, "w", force_zip64=True) as entry:
            async for piece in found:
                entry.write(piece)
                yield self._pipe.take()


def _entry_name(name: str) -> str:
    """Return the name of a file as every system can unpack it: one that cannot be written ends the unpacking of all.

    >>> _entry_name('a:b?.txt'), len(_entry_name("ü" * 250 + ".png").encode()), _entry_name("ü" * 250 + ".png")[-5:]
    ('a_b_.txt', 200, 'ü.png')
    """
    stem, dot, ending = re.sub(r'[\x00-\x1f<>:"/\\|?*]', "_", name).rpartition(".")
    kept = f"{dot}{ending}" if stem and len(ending) <= 20 else ""
    whole = stem if kept else f"{stem}{dot}{ending}"
    return whole.encode()[: 200 - len(kept.encode())].decode(errors="ignore") + kept


async def _pages(
    connection: AsyncConnection, table: str, columns: Sequence[str], organisation_id: UUID
) -> AsyncGenerator[Sequence[Sequence[str | None]]]:
    # As JSON writes it: times in ISO, lists with brackets, the same on every server.
    query = sql.SQL("select {} from {} t where {} = %s").format(
        sql.SQL(", ").join(sql.SQL("to_jsonb(t.{}) #>> '{{}}'").format(sql.Identifier(column)) for column in columns),
        sql.Identifier(table),
        sql.Identifier("id" if table == "organisations" else "organisation_id"),
    )
    async with connection.cursor(name="export") as cursor:
        await cursor.execute(query, [organisation_id])
        while page := await cursor.fetchmany(_PAGE_ROWS):
            yield page


@get(
    "/organisation/export",
    guards=[may(Permission.EXPORT_ORGANISATION)],
    operation_id="export_organisation",
    tags=["Organisation"],
    media_type="application/zip",
)
async def export_organisation(request: Request) -> Stream:
    """Everything of the caller's organisation, as a zip."""
    organisation_id = request.organisation_id
    await limit_attempts(request, "take-out", str(organisation_id), allowed=10, seconds=3600)
    archive = Archive(organisation_id)
    async with request.work.transaction(slow=True) as work:
        name = (await work.rows(_NAME, organisation_id))[0]
        await archive.read(work)
    headers = {"content-disposition": f'attachment; filename="{_file_name(name)}"', "cache-control": "no-store"}
    return Stream(archive.pieces(request.files), media_type="application/zip", headers=headers)


def _file_name(name: str) -> str:
    """Return a name for the file that every system takes.

    >>> _file_name("Hallam & Reid")[:14]
    'hallam-reid-20'
    """
    words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60]
    return f"{words or 'organisation'}-{datetime.now(UTC):%Y-%m-%d}.zip"


def export_to_file(
    urls: DatabaseUrls, settings: Settings, data_dir: Path | None, organisation: str, target: Path
) -> None:
    """Write the zip of an organisation, named or by its id, to a new file that only we may read.

    Raises `Validation` when there is such a file already. Who is suspended or in the trash gets theirs like everybody.
    """
    if target.exists():
        message = f"{target} exists already. Name a new file."
        raise Validation(message)
    with psycopg.connect(urls.owner) as connection:
        organisation_id = find_named(connection, "organisations", organisation, in_trash=True)
    files = Files(msgspec.structs.replace(settings, data_dir=choose_data_dir(settings, data_dir)))
    partial = target.with_name(f".{target.name}.part")
    try:
        partial.touch(mode=0o600)
        with partial.open("wb") as file:
            asyncio.run(_write(urls, files, organisation_id, file))
        partial.rename(target)
    finally:
        partial.unlink(missing_ok=True)


async def _write(urls: DatabaseUrls, files: Files, organisation_id: UUID, file: IO[bytes]) -> None:
    async with _opened(urls) as database:
        archive = Archive(organisation_id)
        async with database.transaction(None, uuid4()) as transaction:
            await transaction.rows(_ENTER, str(organisation_id))
            await transaction.rows(Statement("set local statement_timeout = '30min'"))
            await archive.read(transaction)
    async for piece in archive.pieces(files):
        file.write(piece)


@asynccontextmanager
async def _opened(urls: DatabaseUrls) -> AsyncGenerator[Database]:
    database = Database(urls.application, enter="", forget=lambda _: None, links=0, pool=1)
    await database.open()
    try:
        yield database
    finally:
        await database.close()
