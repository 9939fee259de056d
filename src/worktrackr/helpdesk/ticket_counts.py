"""How many tickets each view and each lane of the board has: one statement, and no count goes on for ever."""

from collections.abc import Callable
from enum import StrEnum

import msgspec
from litestar import Router, get

from worktrackr.access import Permission, Request, may
from worktrackr.edge.parameters import refuse_pages
from worktrackr.edge.web import Reply
from worktrackr.helpdesk.due_states import OVERDUE
from worktrackr.helpdesk.tickets import TicketPriority, TicketStatus, tickets
from worktrackr.kit.query import TOTAL_CAP
from worktrackr.postgres.pipeline import Row, Statement
from worktrackr.problems import Validation


class LaneKey(StrEnum):
    """What a board may have a lane for each value of."""

    STATUS = "status"
    PRIORITY = "priority"
    ASSIGNED_USER_ID = "assigned_user_id"


class ViewCounts(msgspec.Struct):
    """How many tickets each view has; `capped` names those that have more than is said."""

    my: int
    open: int
    unassigned: int
    overdue: int
    all: int
    capped: list[str]


class Tally(msgspec.Struct):
    """A number of rows; with `capped` there are more than is said."""

    count: int
    capped: bool


class Lane(msgspec.Struct):
    """One lane: its value, null for unassigned, what a person is called, and how many tickets it has."""

    value: str | None
    name: str | None
    count: int
    capped: bool


class LaneCounts(msgspec.Struct):
    """All lanes of a board, in their order; the empty ones too, since tickets can be moved there."""

    lanes: list[Lane]


LANE_CAP = 1_000
"""A board counts many lanes at once, and nobody counts cards beyond this."""


def _count(condition: str, cap: int = TOTAL_CAP) -> str:
    return (
        "(select count(*) from (select from tickets t where t.organisation_id = $1 and t.deleted_at is null "
        f"and {condition} limit {cap + 1}) counted)"
    )


_OPEN = "t.status in ('Open', 'In Progress', 'Waiting')"
_VIEWS = {
    "my": f"t.assigned_user_id = $2 and {_OPEN}",
    "open": _OPEN,
    "unassigned": f"t.assigned_user_id is null and {_OPEN}",
    "overdue": OVERDUE.format("true"),
    "all": "true",
}


def _views(row: Row) -> ViewCounts:
    capped = [name for name, count in zip(_VIEWS, row, strict=True) if count > TOTAL_CAP]
    return ViewCounts(**{name: min(count, TOTAL_CAP) for name, count in zip(_VIEWS, row, strict=True)}, capped=capped)


COUNT_OPEN = Statement(f"select {_count(_OPEN)}", lambda row: Tally(min(row[0], TOTAL_CAP), row[0] > TOTAL_CAP))
COUNT_VIEWS = Statement(f"select {', '.join(map(_count, _VIEWS.values()))}", _views)


def count_lanes(by: LaneKey, conditions: tuple[str, ...]) -> Statement[Lane]:
    """Count what fulfils the conditions for each lane."""

    def build() -> tuple[str, Callable[[Row], Lane]]:
        where = "".join(f"{part} and " for part in conditions)
        if by is LaneKey.ASSIGNED_USER_ID:
            # Everybody who can be assigned, and whoever still has some.
            sql = (
                f"select null, null, {_count(f'{where}t.assigned_user_id is null', LANE_CAP)}, 0 as place "
                f"union all select u.id::text, u.name, n.count, 1 from users u, lateral (select {_count(f'{where}t.assigned_user_id = u.id', LANE_CAP)} as count) n "
                "where u.organisation_id = $1 and (u.status <> 'disabled' or n.count > 0) order by place, 2, 1"
            )
        else:
            members = ", ".join(f"'{member}'" for member in (TicketStatus if by is LaneKey.STATUS else TicketPriority))
            sql = (
                f"select v.value, null, {_count(f'{where}t.{by} = v.value', LANE_CAP)} "
                f"from unnest(array[{members}]) with ordinality v (value, place) order by v.place"
            )
        return sql, _lane

    return tickets.statement(("lanes", by, conditions), build)


def _lane(row: Row) -> Lane:
    return Lane(row[0], row[1], min(row[2], LANE_CAP), row[2] > LANE_CAP)


@get("/tickets/counts", guards=[may(Permission.READ_TICKETS)], operation_id="count_tickets", tags=["Tickets"])
async def counts(request: Request) -> Reply[ViewCounts | LaneCounts]:
    """How many tickets are mine, open, unassigned, overdue, and in all; or, with `by` and the list's filters, in each lane."""
    parameters, user = dict(request.parameters()), request.user
    by = parameters.pop("by", None)
    if by is None:
        for name in parameters:
            raise Validation.at(f"/{name}", "unknown_field", "The views have no parameters; give `by` to count lanes.")
        return Reply((await request.work.rows(COUNT_VIEWS, user.organisation_id, user.id))[0])
    refuse_pages(parameters)
    if by[-1] not in set(LaneKey):
        raise Validation.at("/by", "unknown_value", f"Must be one of {', '.join(LaneKey)}.")
    query = tickets.query(parameters, user.permissions, user.organisation_id)
    statement = count_lanes(LaneKey(by[-1]), tuple(query.conditions))
    return Reply(LaneCounts(await request.work.rows(statement, user.organisation_id, *query.values)))


routes = Router("/", route_handlers=[counts])
