"""Organisations whose time in the trash is over: every row, file and key of them goes; see docs/decisions/0011."""

from typing import Any
from uuid import UUID, uuid4

import structlog
from procrastinate import Blueprint, JobContext

from worktrackr.files import Files
from worktrackr.postgres.database import Database
from worktrackr.postgres.pipeline import Statement
from worktrackr.rounds import go_round

log = structlog.get_logger("worktrackr.purging")
tasks = Blueprint()
_DUE = Statement("select auth.organisations_to_purge()", lambda row: row[0])
_NO_HURRY = Statement("set local statement_timeout = '30min'")
_NEXT_TABLE = Statement("select auth.purge_next_table($1)", lambda row: row[0], writes=True)
_FORGET_JOBS = Statement(
    "delete from procrastinate_jobs where args ->> 'organisation_id' = $1 and status <> 'doing'", writes=True
)
_FINISH = Statement("select auth.finish_purge($1)", writes=True)


@tasks.periodic(cron="17 * * * *")
@tasks.task(name="purge", pass_context=True, lock="purge_organisations")
async def purge_organisations(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  # procrastinate's own signature
    """Delete for good what has been in the trash for thirty days."""
    tools: dict[str, Any] = context.additional_context  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # a bare dict
    files: Files = tools["files"]
    await go_round(
        context, _DUE, lambda database, organisation_id: purge(database, files, organisation_id), "purge_failed"
    )


async def purge(database: Database, files: Files, organisation_id: UUID) -> None:
    """Empty its tables, each in a transaction of its own, then its files. Killed anywhere, it goes on from there.

    Does nothing to an organisation that is not due.
    """
    while True:
        async with database.transaction(None, uuid4()) as transaction:
            await transaction.rows(_NO_HURRY)
            (table,) = await transaction.rows(_NEXT_TABLE, organisation_id)
        if table is None:
            break
    async with database.transaction(None, uuid4()) as transaction:
        # It may have been restored since it was on the list, before the first step. After that step it cannot be.
        if organisation_id not in await transaction.rows(_DUE):
            return
    await files.remove_all(organisation_id)
    async with database.transaction(None, uuid4()) as transaction:
        await transaction.rows(_FORGET_JOBS, str(organisation_id))
        await transaction.rows(_FINISH, organisation_id)
    log.info("organisation_purged", organisation_id=str(organisation_id))
