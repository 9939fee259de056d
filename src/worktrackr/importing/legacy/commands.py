"""`worktrackr import legacy`: brings the old application's data into one organisation."""

import asyncio
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import psycopg
from procrastinate import App, PsycopgConnector
from rich.console import Console

from worktrackr.embedded import DatabaseUrls
from worktrackr.importing.legacy.bringing import plan_old
from worktrackr.importing.legacy.files import OldFile
from worktrackr.importing.legacy.items import OldPlan
from worktrackr.importing.legacy.reports import show_plan, write_plan
from worktrackr.importing.legacy.sources import OldData, read_old_data
from worktrackr.importing.legacy.writing import apply_old
from worktrackr.importing.paths import bytes_of, check_report
from worktrackr.importing.previews import Outcome
from worktrackr.importing.sheets import Unreadable
from worktrackr.postgres.database import Database, Transaction
from worktrackr.postgres.named_rows import find_named
from worktrackr.settings import Settings


class OldOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What `worktrackr import legacy` is told on the command line."""

    files: tuple[Path, ...]
    organisation: str
    dry_run: bool = False
    report: Path | None = None


def import_old_files(urls: DatabaseUrls, options: OldOptions, settings: Settings, console: Console) -> UUID:
    """Import files of the old application, say what became of them, and return the change-set that undoes it.

    Raises a `Problem` whose message says what to change, such as `Unreadable` if none of the files holds old data.
    """
    check_report(options.report)
    with psycopg.connect(urls.owner, options="-c default_transaction_read_only=on") as connection:
        organisation_id = find_named(connection, "organisations", options.organisation)
    data = read_old_data([OldFile(path.name, bytes_of(path)) for path in options.files])
    if not data.entries:
        raise Unreadable(" ".join(f"{place}: {reason}" for place, reason in data.unread))
    change_set = uuid4()
    plan = asyncio.run(_run(urls, organisation_id, data, settings, change_set, dry_run=options.dry_run))
    show_plan(console, plan, is_trial=options.dry_run)
    if not options.dry_run and (plan.counts[Outcome.CREATED] or plan.counts[Outcome.UPDATED]):
        console.print(f"To undo it: POST /api/change_sets/{change_set}/undo", highlight=False)
    if options.report is not None:
        write_plan(options.report, plan)
    return change_set


async def _run(
    urls: DatabaseUrls, organisation_id: UUID, data: OldData, settings: Settings, change_set: UUID, *, dry_run: bool
) -> OldPlan:
    """Plan and write; a dry run writes too and takes it back, so that it cannot say anything else than the real one."""
    queue = App(connector=PsycopgConnector(conninfo=urls.application, min_size=0, max_size=1))

    async def mail(transaction: Transaction, organisation_id: UUID, user_id: UUID) -> None:
        # By its name: the task itself lives where the mails are sent.
        job = queue.configure_task("mail:send_invitation", connection=transaction.connection)
        await job.defer_async(organisation_id=str(organisation_id), user_id=str(user_id))

    database = Database(urls.application, enter="", forget=lambda _: None, links=0, pool=1)
    await database.open()
    try:
        async with queue.open_async(), database.background(organisation_id, None, "import", change_set) as transaction:
            plan = await plan_old(transaction, organisation_id, data, settings)
            async with transaction.connection.transaction(force_rollback=dry_run):
                await apply_old(transaction, organisation_id, plan, mail=mail)
    finally:
        await database.close()
    return plan
