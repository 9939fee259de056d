"""`worktrackr import`: reads a file into one organisation, in one transaction and as one change-set."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import msgspec
import psycopg
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from worktrackr.embedded import DatabaseUrls
from worktrackr.importing.importables import IMPORTABLES
from worktrackr.importing.mappings import guess_mapping, read_by_hand, word
from worktrackr.importing.paths import bytes_of, check_report
from worktrackr.importing.previews import Plan, Preview, plan
from worktrackr.importing.reports import show_mapping, show_report, write_report
from worktrackr.importing.sheets import Unreadable, read_sheet
from worktrackr.importing.writing import apply
from worktrackr.postgres.database import Database, Transaction
from worktrackr.postgres.named_rows import find_named
from worktrackr.problems import Validation

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator


class ImportRefused(Validation):
    """An import that cannot begin; the message says what to change."""

    message = "This cannot be imported."


class ImportOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What `worktrackr import` is told on the command line."""

    resource: str
    file: Path
    organisation: str
    mapping: tuple[str, ...] = ()
    match: str | None = None
    dry_run: bool = False
    report: Path | None = None
    categories: Path | None = None


def import_file(urls: DatabaseUrls, options: ImportOptions, console: Console) -> Preview:
    """Import a file and say what became of it; raises a `Problem` whose message says what to change."""
    importable = IMPORTABLES[options.resource]
    if options.match is not None and options.match not in importable.keys:
        message = (
            f"{options.resource.capitalize()} are matched by {' or '.join(importable.keys)}, not by {options.match}."
        )
        raise ImportRefused(message)
    check_report(options.report)
    with psycopg.connect(urls.owner, options="-c default_transaction_read_only=on") as connection:
        organisation_id = find_named(connection, "organisations", options.organisation)
    sheet, categories = read_sheet(bytes_of(options.file)), _categories(options)
    columns = guess_mapping(
        sheet.header, importable, read_by_hand(options.mapping), has_categories=categories is not None
    )
    show_mapping(console, columns, sheet)
    planned = Plan(importable, sheet, columns, match=options.match, categories=categories or {})
    with _progress(console, (2 if options.dry_run else 3) * len(sheet.rows)) as advance:
        preview = asyncio.run(_run(urls, organisation_id, planned, dry_run=options.dry_run, advance=advance))
    show_report(console, preview, is_trial=options.dry_run)
    if options.report is not None:
        write_report(options.report, preview)
    return preview


async def _run(
    urls: DatabaseUrls, organisation_id: UUID, planned: Plan, *, dry_run: bool, advance: Callable[[int], object]
) -> Preview:
    async with _transaction(urls, organisation_id) as transaction:
        preview = await plan(transaction, organisation_id, planned, advance=advance)
        if not dry_run:
            await apply(transaction, organisation_id, preview, advance=advance)
    return preview


@asynccontextmanager
async def _transaction(urls: DatabaseUrls, organisation_id: UUID) -> "AsyncGenerator[Transaction]":
    """Open a transaction as the application's role, in the organisation: row-level security holds here too."""
    database = Database(urls.application, enter="", forget=lambda _: None, links=0, pool=1)
    await database.open()
    try:
        async with database.background(organisation_id, None, "import", uuid4()) as transaction:
            yield transaction
    finally:
        await database.close()


def _categories(options: ImportOptions) -> dict[str, str] | None:
    """Return the names of categories by number, from the file that was named or lies beside."""
    beside = options.file.with_name(options.file.name.replace("products", "categories"))
    path = options.categories or (
        beside if options.resource == "products" and beside != options.file and beside.is_file() else None
    )
    if path is None:
        return None
    sheet = read_sheet(bytes_of(path))
    words = [word(name) for name in sheet.header]
    ids = [index for index, name in enumerate(words) if name in ("category_id", "id")]
    names = [index for index, name in enumerate(words) if name in ("category_name", "name", "category")]
    if not ids or not names:
        message = f"{path} must have the columns category_id and category_name."
        raise Unreadable(message)
    return {row.cells[ids[0]].strip(): row.cells[names[0]].strip() for row in sheet.rows}


@contextmanager
def _progress(console: Console, total: int) -> Generator[Callable[[int], object]]:
    """Show a bar while the rows are read, compared and written; on a terminal only."""
    columns = (TextColumn("Importing"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=total)
        yield lambda rows: progress.update(task, advance=rows)
