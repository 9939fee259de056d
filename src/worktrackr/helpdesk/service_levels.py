"""Service levels: how soon a ticket is answered and resolved, per priority, in working minutes; and how one ticket stands.

The database computes what is due (0007), since every way of writing a ticket must end right.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Router, get, patch
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from worktrackr.access import Permission, Request, may
from worktrackr.edge.web import Reply
from worktrackr.fields import Fields, Patch, Stored
from worktrackr.helpdesk.due_states import DueState
from worktrackr.helpdesk.tickets import TicketPriority
from worktrackr.kit.crud import change
from worktrackr.kit.table import Table
from worktrackr.postgres.pipeline import Row, Statement
from worktrackr.problems import NotFound

Minutes = Annotated[int, Meta(ge=1, le=100_000)]
_MINUTE = 60_000_000  # the database counts microseconds


class ServiceLevelFields(Fields):
    """What an admin may write; null promises nothing."""

    first_response_minutes: Minutes | None = None
    resolution_minutes: Minutes | None = None


class ServiceLevel(ServiceLevelFields, Stored):
    """What tickets of a priority are promised, in working minutes."""

    priority: TicketPriority


class ServiceLevelList(msgspec.Struct):
    """The service levels of all priorities, the most urgent first."""

    items: list[ServiceLevel]
    next_cursor: str | None = None


class Promise(msgspec.Struct):
    """One promise to a ticket: by when, whether it was kept, and how much of its working time is left; negative is late."""

    due_at: datetime
    kept_at: datetime | None
    target_minutes: int
    left_minutes: int
    state: DueState


class TicketServiceLevel(msgspec.Struct):
    """How a ticket stands; null is not promised."""

    first_response: Promise | None
    resolution: Promise | None


service_levels = Table("service_levels", ServiceLevel, trash=False)
_COLUMNS = ", ".join(f"t.{name}" for name in service_levels.columns)
_LIST = Statement(
    f"select {_COLUMNS} from service_levels_of($1) t order by array_position(array['Urgent', 'High', 'Medium', 'Low'], t.priority)",
    lambda row: service_levels.row(*row),
)
_KEEP: Statement[Any] = Statement(
    "with kept as (insert into service_levels select * from service_levels_of($1) t where t.priority = $2 on conflict do nothing) "
    "select t.id from service_levels_of($1) t where t.priority = $2",
    lambda row: row[0],
    writes=True,
)


@get("/service_levels", guards=[may(Permission.READ_ORGANISATION)], operation_id="list_service_levels")
async def list_service_levels(request: Request) -> Reply[ServiceLevelList]:
    """List what each priority is promised."""
    return Reply(ServiceLevelList(await request.work.rows(_LIST, request.organisation_id)))


@patch(
    "/service_levels/{priority:str}",
    guards=[may(Permission.WRITE_ORGANISATION)],
    operation_id="update_service_level",
)
async def update_service_level(
    request: Request, priority: FromPath[str], data: JSONBody[Patch[ServiceLevelFields]]
) -> Reply[ServiceLevel]:
    """Change what a priority is promised; what is due on tickets that are not finished is computed again."""
    if priority not in tuple(TicketPriority):
        raise NotFound
    async with request.work.transaction(slow=True) as work:
        (row_id,) = await work.rows(_KEEP, request.organisation_id, priority)
        return await change(request, service_levels, row_id, data, work=work)


def _standing(row: Row) -> TicketServiceLevel:
    is_waiting, now, *promises = row
    return TicketServiceLevel(
        first_response=_promise(now, *promises[:4], is_paused=False),
        resolution=_promise(now, *promises[4:], is_paused=is_waiting),
    )


def _promise(
    now: datetime,
    due_at: datetime | None,
    kept_at: datetime | None,
    target: int | None,
    left: int | None,
    *,
    is_paused: bool,
) -> Promise | None:
    if due_at is None or target is None or left is None:
        return None
    if kept_at is not None:
        state = DueState.MET if kept_at <= due_at else DueState.MISSED
    elif is_paused:
        state = DueState.PAUSED
    elif due_at < now:
        state = DueState.OVERDUE
    else:
        state = DueState.SOON if left * 4 <= target else DueState.OK
    return Promise(due_at, kept_at, target // _MINUTE, left // _MINUTE, state)


# While the ticket waits, or when it is resolved, its time stands still.
_STANDING = Statement(
    "select t.status = 'Waiting', now(), t.first_response_due_at, t.first_responded_at, "
    "service_position(c, t.first_response_due_at) - service_position(c, service_begins(t)), "
    "service_position(c, t.first_response_due_at) - service_position(c, greatest(coalesce(t.first_responded_at, now()), service_begins(t))), "
    "t.resolution_due_at, t.resolved_at, "
    "service_position(c, t.resolution_due_at) - service_position(c, service_begins(t)) "
    "- service_pause(c, t.clock_pauses * tstzmultirange(tstzrange(service_begins(t), null)), t.resolution_due_at), "
    "service_position(c, t.resolution_due_at) - service_position(c, greatest(coalesce(t.clock_stopped_at, now()), service_begins(t))) "
    "from tickets t left join service_clocks c on c.organisation_id = t.organisation_id "
    "where t.organisation_id = $1 and t.id = $2 and t.deleted_at is null",
    _standing,
)


@get("/tickets/{id:uuid}/service_level", guards=[may(Permission.READ_TICKETS)], operation_id="get_ticket_service_level")
async def get_ticket_service_level(request: Request, id: FromPath[UUID]) -> Reply[TicketServiceLevel]:
    """Say how a ticket stands, as of now."""
    found = await request.work.row(_STANDING, request.organisation_id, id)
    if found is None:
        raise NotFound
    return Reply(found)


routes = Router(
    "/", route_handlers=[list_service_levels, update_service_level, get_ticket_service_level], tags=["Service levels"]
)
