"""CSV of a filtered list: every row that matches, page by page, with formulas made harmless."""

from collections.abc import AsyncGenerator, Sequence
from typing import Any

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream

from worktrackr.access import Permission, may
from worktrackr.edge.web import Request
from worktrackr.kit.crud import Resource
from worktrackr.kit.query import Query
from worktrackr.kit.table import Table
from worktrackr.postgres.database import Work
from worktrackr.spreadsheets import BYTE_ORDER_MARK, cell, csv_text

PAGE_ROWS = 1_000


def export_of(resource: Resource[Any]) -> HTTPRouteHandler:
    """Return the route that answers a resource's list as CSV."""
    table = resource.table

    @get(
        f"{resource.path}/export",
        guards=[may(Permission(resource.read)), may(Permission.EXPORT)],
        operation_id=f"export_{table.name}",
        tags=["Export"],
        media_type="text/csv",
    )
    async def export(request: Request) -> Stream:
        """Every row that the filters let through, as CSV in UTF-8."""
        user, parameters = request.user, request.parameters()
        query = table.query(parameters, user.permissions, user.organisation_id)
        query.limit = PAGE_ROWS
        hidden = table.hidden_from(user.permissions)
        trash = parameters.get("trash", ["false"])[-1] in ("true", "1")
        columns = [name for name in table.fields if name not in hidden]
        rows = _rows(request.work, table, query, hidden, trash=trash)
        headers = {"content-disposition": f'attachment; filename="{table.name}.csv"', "cache-control": "no-store"}
        return Stream(_lines(rows, columns), media_type="text/csv; charset=utf-8", headers=headers)

    return export


async def _rows(
    work: Work, table: Table[Any], query: Query, hidden: frozenset[str], *, trash: bool
) -> AsyncGenerator[Sequence[Any]]:
    """Yield the pages of a list. Each is a round trip of its own: a slow reader holds no transaction open."""
    organisation = work.identity.organisation_id if work.identity else None
    while True:
        statement = table.page(query, hidden, trash=trash)
        found = await work.rows(statement, *table.scope(organisation), *query.values, PAGE_ROWS, *(query.cursor or []))
        yield found
        if len(found) < PAGE_ROWS:
            return
        query.cursor = table.cursor_values(query, found[-1])


async def _lines(pages: AsyncGenerator[Sequence[Any]], columns: Sequence[str]) -> AsyncGenerator[str]:
    yield BYTE_ORDER_MARK + csv_text([columns])
    async for page in pages:
        if page:
            yield csv_text([[cell(getattr(row, column)) for column in columns] for row in page])
