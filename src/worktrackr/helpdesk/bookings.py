"""Bookings: the tickets of a stretch of a calendar, compact and all at once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec
from litestar import Router, get

from worktrackr.access import Permission, Request, may
from worktrackr.edge.bodies import fault
from worktrackr.edge.web import Reply
from worktrackr.fields import Instant, out_of_range
from worktrackr.helpdesk.tickets import TicketPriority, TicketStatus, tickets
from worktrackr.kit.query import Query
from worktrackr.postgres.pipeline import Row, Statement
from worktrackr.problems import FieldError, Validation

MOST = 2_000
LONGEST = timedelta(days=31)
"""The database refuses longer bookings: nothing that runs in a range began earlier than this before it."""
WIDEST = timedelta(days=366)
FILTERS = ("assigned_user_id", "status", "contact_id")
"""Filters of the list of tickets that a calendar has too."""


class Booking(msgspec.Struct, frozen=True, gc=False):
    """A ticket with what a calendar shows of it. Without a start it takes its whole day."""

    id: UUID
    number: int
    title: str
    status: TicketStatus
    priority: TicketPriority
    category: str | None
    location: str | None
    contact_id: UUID | None
    contact_name: str | None
    assigned_user_id: UUID | None
    assigned_user_name: str | None
    scheduled_date: date
    scheduled_start: datetime | None
    scheduled_end: datetime | None
    double_booking: bool
    version: int


class Bookings(msgspec.Struct):
    """The bookings of a range by their days; `more` says that there are others: ask for less at once."""

    items: list[Booking]
    more: bool


class Range(NamedTuple):
    """A stretch of a calendar, the end not included. Its offsets say where its days begin."""

    start: datetime
    end: datetime

    @property
    def values(self) -> list[object]:
        """The parameters of the statement: the instants, the days, and the days where bookings of the range can lie."""
        last = (self.end - timedelta(microseconds=1)).date()
        # Local days are up to fourteen hours before or after those of UTC.
        earliest, latest = self.start.astimezone(UTC) - LONGEST - _DAY, self.end.astimezone(UTC) + _DAY
        return [self.start, self.end, self.start.date(), last, min(earliest.date(), self.start.date()), latest.date()]


_DAY = timedelta(days=1)
_COLUMNS = (
    "t.id, t.number, t.title, t.status, t.priority, t.category, t.location, t.contact_id, "
    "(select c.name from contacts c where c.organisation_id = $1 and c.id = t.contact_id), t.assigned_user_id, "
    "(select u.name from users u where u.organisation_id = $1 and u.id = t.assigned_user_id), "
    "t.scheduled_date, t.scheduled_start, t.scheduled_end, t.double_booking, t.version"
)
"""The columns of a `Booking`, in its order."""


@get("/bookings", guards=[may(Permission.READ_TICKETS)], operation_id="list_bookings")
async def bookings(request: Request) -> Reply[Bookings]:
    """List the tickets booked in a range: those whose times overlap it, and those of its days without a time."""
    parameters = request.parameters()
    asked = range_of(parameters)
    query = tickets.query(
        {name: texts for name, texts in parameters.items() if name in FILTERS},
        request.user.permissions,
        request.organisation_id,
    )
    found = await request.work.rows(statement(query), request.organisation_id, *query.values, *asked.values)
    return Reply(Bookings(found[:MOST], more=len(found) > MOST))


def range_of(parameters: Mapping[str, Sequence[str]]) -> Range:
    """Return the range that the parameters ask for; raises `Validation` that names each that is wrong."""
    faults = [
        FieldError(f"/{name}", "unknown_field", "There is no such parameter.")
        for name in parameters
        if name not in ("from", "to", *FILTERS)
    ]
    found: list[datetime] = []
    for name in ("from", "to"):
        try:
            moment = msgspec.convert(parameters[name][-1], Instant)
            if problem := out_of_range(tickets.fields["scheduled_start"], moment):
                faults.append(FieldError(f"/{name}", "out_of_range", problem))
            found.append(moment)
        except KeyError:
            faults.append(FieldError(f"/{name}", "missing", "Is required."))
        except msgspec.ValidationError as error:
            faults.append(fault(f"/{name}", str(error)))
    if not faults and not timedelta() < found[1] - found[0] <= WIDEST:
        faults.append(FieldError("/to", "out_of_range", f"Must be after the start, by at most {WIDEST.days} days."))
    if faults:
        raise Validation(errors=faults)
    return Range(*found)


def statement(query: Query) -> Statement[Booking]:
    """Return the statement of a range, for the conditions of a query. A booking without an end counts as one hour."""

    def build() -> tuple[str, Callable[[Row], Booking]]:
        start, end, first_day, last_day, earliest, latest = (f"${len(query.values) + 2 + place}" for place in range(6))
        where = "".join(f" and {condition}" for condition in query.conditions)
        return (
            (
                f"select {_COLUMNS} from tickets t "
                f"where t.organisation_id = $1 and t.deleted_at is null and t.scheduled_date between {earliest} and {latest} "
                f"and (t.scheduled_start < {end} and coalesce(t.scheduled_end, t.scheduled_start + interval '1 hour') > {start} "
                f"or t.scheduled_start is null and t.scheduled_date between {first_day} and {last_day}){where} "
                f"order by t.scheduled_date, t.id limit {MOST + 1}"
            ),
            lambda row: Booking(*row),
        )

    return tickets.statement(("bookings", tuple(query.conditions)), build)


routes = Router("/tickets", route_handlers=[bookings], tags=["Tickets"])
