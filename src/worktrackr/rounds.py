"""Jobs that go round: of what is due, each has its own turn, and one that fails does not keep the others from theirs."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import structlog
from procrastinate import JobContext

from worktrackr.postgres.database import Database, Transaction
from worktrackr.postgres.pipeline import Statement

log = structlog.get_logger("worktrackr.rounds")


async def go_round(
    context: JobContext, due: Statement[UUID], visit: Callable[[Database, UUID], Awaitable[object]], failure: str
) -> None:
    """Visit the organisations that are due, one after the other. What a killed job left is due again."""
    tools: dict[str, Any] = context.additional_context  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # a bare dict
    database: Database = tools["database"]
    async with database.transaction(None, uuid4()) as transaction:
        organisations = await transaction.rows(due)
    for organisation_id in organisations:
        try:
            await visit(database, organisation_id)
        except Exception as error:  # the next organisation has its turn all the same
            log.exception(failure, organisation_id=str(organisation_id), error=str(error))


async def make_due_series(
    database: Database,
    organisation_id: UUID,
    due: Statement[UUID],
    make: Callable[[Transaction, UUID, UUID], Awaitable[object]],
    *values: object,
) -> None:
    """Make what an organisation's series ask for that are due (`values` are the statement's), of each in its own transaction."""
    async with database.background(organisation_id, None, "job", uuid4()) as transaction:
        series_ids = await transaction.rows(due, organisation_id, *values)
    for series_id in series_ids:
        try:
            async with database.background(organisation_id, None, "job", uuid4()) as transaction:
                await make(transaction, organisation_id, series_id)
        except Exception as error:  # the next series has its turn all the same
            log.exception("series_failed", series_id=str(series_id), error=str(error))
