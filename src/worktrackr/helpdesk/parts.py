"""What belongs to a ticket is listed and added below the ticket's address, which must exist for whoever asks."""

import asyncio
from typing import TypeVar
from uuid import UUID

from worktrackr.access import Request
from worktrackr.edge.web import Reply
from worktrackr.fields import Fields, Stored
from worktrackr.kit.crud import insert, page_of
from worktrackr.kit.query import Page
from worktrackr.kit.table import Table
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import NotFound, Validation

S = TypeVar("S", bound=Stored)
_THERE = Statement("select 1 from tickets where organisation_id = $1 and id = $2 and deleted_at is null")


async def require_ticket(request: Request, ticket_id: UUID) -> None:
    """Refuse a ticket that is not there, in the trash, or another organisation's."""
    if await request.work.row(_THERE, request.organisation_id, ticket_id) is None:
        raise NotFound


async def list_parts(request: Request, table: Table[S], ticket_id: UUID, **fixed: str) -> Reply[Page[S]]:
    """Answer a ticket's part of a table's list."""
    page, _ = await asyncio.gather(
        page_of(request, table, ticket_id=str(ticket_id), **fixed), require_ticket(request, ticket_id)
    )
    return Reply(page)


async def add_part(
    request: Request, table: Table[S], ticket_id: UUID, data: Fields, *, work: Work | None = None
) -> Reply[S]:
    """Insert a row that belongs to a ticket."""
    try:
        return await insert(request, table, data, f"/api/{table.name}", {"ticket_id": ticket_id}, work=work)
    except Validation as problem:
        # The ticket stands in the address: there, what does not exist is no field to correct.
        if any(error.pointer == "/ticket_id" for error in problem.errors):
            raise NotFound from None
        raise
