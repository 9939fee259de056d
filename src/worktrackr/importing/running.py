"""The job of an import in the browser: looks at a file's rows, and writes them when that is what was asked for."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, NamedTuple, Protocol
from uuid import UUID, uuid4

import msgspec
import structlog
from procrastinate import Blueprint, JobContext, RetryStrategy

from worktrackr.files import Files
from worktrackr.importing.importables import IMPORTABLES
from worktrackr.importing.legacy.bringing import plan_old
from worktrackr.importing.legacy.files import OldFile
from worktrackr.importing.legacy.items import OldLine, OldPlan, TableCounts
from worktrackr.importing.legacy.sources import read_old_data
from worktrackr.importing.legacy.writing import apply_old
from worktrackr.importing.mappings import chosen_mapping
from worktrackr.importing.previews import Line, Outcome, Plan, Preview, plan
from worktrackr.importing.sheets import Sheet, read_sheet
from worktrackr.importing.stored import begin
from worktrackr.importing.writing import BATCH, apply
from worktrackr.postgres.database import Database, Transaction
from worktrackr.postgres.pipeline import Statement, as_json
from worktrackr.problems import InternalError, Problem, Unavailable
from worktrackr.settings import Settings

log = structlog.get_logger("worktrackr.imports")
tasks = Blueprint()
STEPS_TO_LOOK, STEPS_TO_WRITE = 2, 3
"""Per row: it is read and compared, and then written."""
_PROGRESS_SECONDS = 0.4
_RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)
_TOLD = (Outcome.UPDATED, Outcome.MERGED, Outcome.SKIPPED)
"""Whose lines are kept. Of the others, the number says all."""
_CHANGED = "Something here has changed since the preview. Nothing was imported: this is what would happen now."


class Asked(msgspec.Struct):
    """An import as its job needs it."""

    resource: str
    file_name: str
    storage_key: str
    mapping: list[str | None]
    match: str | None
    status: str
    digest: str | None
    change_set_id: UUID | None
    row_count: int

    @property
    def is_writing(self) -> bool:
        """Whether rows are to be written, beyond looking at them."""
        return self.status == "importing"

    @property
    def is_waiting(self) -> bool:
        """Whether there is something to do. A job that is repeated finds that there is not."""
        return self.status in ("previewing", "importing")


_ASKED = Statement(
    "select resource, file_name, storage_key, mapping, match, status, digest, change_set_id, row_count from imports "
    "where organisation_id = $1 and id = $2",
    lambda row: msgspec.convert(
        dict(zip(Asked.__struct_fields__, row, strict=True)) | {"mapping": msgspec.json.decode(row[3])}, Asked
    ),
)
_PROGRESS = Statement(
    "update imports set done = $3 where organisation_id = $1 and id = $2 and status in ('previewing', 'importing')",
    writes=True,
)
_FORGET_LINES = Statement("delete from import_lines where organisation_id = $1 and import_id = $2", writes=True)
_LINES = Statement(
    "insert into import_lines (organisation_id, import_id, outcome, line, name, reason, table_name, place, changes) "
    "select $1, $2, r.outcome, r.line, r.name, r.reason, coalesce(r.\"table\", ''), coalesce(r.place, ''), coalesce(r.changes, '{}') "
    "from jsonb_to_recordset($3::jsonb) "
    'as r (outcome text, line bigint, name text, reason text, "table" text, place text, changes jsonb)',
    writes=True,
)
_FINISH = Statement(
    "update imports set status = $3, done = $4, counts = $5, notes = $6, message = $7, digest = $8, tables = $9, updated_at = now() "
    "where organisation_id = $1 and id = $2",
    writes=True,
)
_FAIL = Statement(
    "update imports set status = 'failed', message = $3, updated_at = now() "
    "where organisation_id = $1 and id = $2 and status in ('previewing', 'importing')",
    writes=True,
)
_NEEDED_NO_LONGER = Statement(
    "update loose_files set remove_after = now() where organisation_id = $1 and storage_key = $2", writes=True
)


class Work(Protocol):
    """What an import is going to do, once it is known."""

    @property
    def counts(self) -> Mapping[Outcome, int]: ...
    @property
    def told(self) -> Sequence[Line | OldLine]:
        """The lines that are kept."""
        ...

    @property
    def digest(self) -> str:
        """What two previews have in common only if they would do the same to the same versions of the same rows."""
        ...

    @property
    def notes(self) -> list[str]: ...
    @property
    def tables(self) -> list[TableCounts]: ...
    async def write(self, advance: Callable[[int], object]) -> None: ...


class SheetWork(NamedTuple):
    """An import of a table of rows."""

    transaction: Transaction
    organisation_id: UUID
    preview: Preview

    @property
    def counts(self) -> Mapping[Outcome, int]:
        return self.preview.counts

    @property
    def told(self) -> Sequence[Line]:
        return [line for line in self.preview.lines if line.outcome in _TOLD]

    @property
    def digest(self) -> str:
        return digest_of(self.preview)

    @property
    def notes(self) -> list[str]:
        return self.preview.notes

    @property
    def tables(self) -> list[TableCounts]:
        return []

    async def write(self, advance: Callable[[int], object]) -> None:
        await apply(self.transaction, self.organisation_id, self.preview, advance=advance)


class OldWork(NamedTuple):
    """An import of what the old application left."""

    transaction: Transaction
    organisation_id: UUID
    plan: OldPlan

    @property
    def counts(self) -> Mapping[Outcome, int]:
        return self.plan.counts

    @property
    def told(self) -> Sequence[OldLine]:
        return self.plan.lines

    @property
    def digest(self) -> str:
        return self.plan.digest

    @property
    def notes(self) -> list[str]:
        return []

    @property
    def tables(self) -> list[TableCounts]:
        return self.plan.tables

    async def write(self, advance: Callable[[int], object]) -> None:
        await apply_old(self.transaction, self.organisation_id, self.plan, advance=advance)


@tasks.task(name="work_on_import", pass_context=True, retry=_RETRY)
async def work_on_import(context: JobContext, organisation_id: str, import_id: str, user_id: str) -> None:
    """Do what an import waits for. It is one transaction: of a job that was killed nothing is left, and it begins anew."""
    tools: dict[str, Any] = context.additional_context  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # a bare dict
    database: Database = tools["database"]
    try:
        await _work(tools, UUID(organisation_id), UUID(import_id), UUID(user_id))
    except Problem as problem:
        is_passing = isinstance(problem, Unavailable)
        if is_passing and context.job.attempts < (_RETRY.max_attempts or 0):
            raise
        await _fail(database, UUID(organisation_id), UUID(import_id), str(problem))
    except Exception:
        log.exception("import_failed", import_id=import_id)
        await _fail(database, UUID(organisation_id), UUID(import_id), InternalError.message)


async def _work(tools: dict[str, Any], organisation_id: UUID, import_id: UUID, user_id: UUID) -> None:
    database: Database = tools["database"]
    files: Files = tools["files"]
    asked = await _asked(database, organisation_id, import_id)
    if asked is None or not asked.is_waiting:
        return
    raw = b"".join([piece async for piece in await files.read(asked.storage_key)])
    change_set = asked.change_set_id or uuid4()
    async with (
        _progress(database, organisation_id, import_id) as advance,
        database.background(organisation_id, user_id, "import", change_set) as transaction,
    ):
        await begin(transaction, organisation_id)
        # Again, now that no other import is under way: of two workers that took one job, the second finds it done,
        # or finds what has been asked since, which has a job of its own.
        if await transaction.rows(_ASKED, organisation_id, import_id) != [asked]:
            return
        work = await _look(transaction, organisation_id, asked, raw, tools["settings"], advance)
        is_written = asked.is_writing and work.digest == asked.digest
        counts, lines, tables, digest = as_json(work.counts), work.told, as_json(work.tables), work.digest
        if is_written:
            await work.write(advance)
            await transaction.rows(_NEEDED_NO_LONGER, organisation_id, asked.storage_key)
        await _keep_lines(transaction, organisation_id, import_id, lines)
        steps = (STEPS_TO_WRITE if is_written else STEPS_TO_LOOK) * asked.row_count
        await transaction.rows(
            _FINISH, organisation_id, import_id, "imported" if is_written else "previewed", steps, counts,
            as_json(work.notes), _CHANGED if asked.is_writing and not is_written else None, digest, tables,
        )  # fmt: skip


async def _look(
    transaction: Transaction, organisation_id: UUID, asked: Asked, raw: bytes, settings: Settings, advance: Callable[[int], object]
) -> Work:  # fmt: skip
    if asked.resource == "legacy":
        data = await asyncio.to_thread(read_old_data, [OldFile(asked.file_name, raw)])
        plan_now = await plan_old(transaction, organisation_id, data, settings, advance)
        return OldWork(transaction, organisation_id, plan_now)
    sheet = await asyncio.to_thread(read_sheet, raw)
    preview = await plan(transaction, organisation_id, _plan(asked, sheet), advance=advance)
    return SheetWork(transaction, organisation_id, preview)


def _plan(asked: Asked, sheet: Sheet) -> Plan:
    importable = IMPORTABLES[asked.resource]
    return Plan(importable, sheet, chosen_mapping(sheet.header, importable, asked.mapping), match=asked.match)


def digest_of(preview: Preview) -> str:
    """Return what two previews have in common only if they would do the same to the same versions of the same rows."""
    places = [(target.stored or {}).get("id") for target in preview.updates]
    versions = [(target.stored or {}).get("version") for target in preview.updates]
    said = msgspec.json.encode((preview.lines, places, versions))
    return hashlib.blake2b(said, digest_size=16).hexdigest()


async def _asked(database: Database, organisation_id: UUID, import_id: UUID) -> Asked | None:
    async with database.background(organisation_id, None, "job", uuid4()) as transaction:
        return next(iter(await transaction.rows(_ASKED, organisation_id, import_id)), None)


async def _keep_lines(
    transaction: Transaction, organisation_id: UUID, import_id: UUID, lines: Sequence[Line | OldLine]
) -> None:
    await transaction.rows(_FORGET_LINES, organisation_id, import_id)
    for start in range(0, len(lines), BATCH):
        await transaction.rows(_LINES, organisation_id, import_id, as_json(lines[start : start + BATCH]))


async def _fail(database: Database, organisation_id: UUID, import_id: UUID, message: str) -> None:
    async with database.background(organisation_id, None, "job", uuid4()) as transaction:
        await transaction.rows(_FAIL, organisation_id, import_id, message)


@asynccontextmanager
async def _progress(
    database: Database, organisation_id: UUID, import_id: UUID
) -> AsyncGenerator[Callable[[int], object]]:
    """Write down how far the work is, now and then and apart from its transaction, which nobody sees into."""
    done = written = 0

    def advance(steps: int) -> None:
        nonlocal done
        done += steps

    async def write_for_ever() -> None:
        nonlocal written
        while True:
            await asyncio.sleep(_PROGRESS_SECONDS)
            if done == written:
                continue
            written = done
            # Not to say how far it is does the work no harm.
            with suppress(Problem):
                async with database.background(organisation_id, None, "job", uuid4()) as transaction:
                    await transaction.rows(_PROGRESS, organisation_id, import_id, done)

    task = asyncio.create_task(write_for_ever())
    try:
        yield advance
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
