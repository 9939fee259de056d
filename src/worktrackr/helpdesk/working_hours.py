"""Working hours: when the organisation works, by weekday, in its own time zone. Service levels count nothing else."""

from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
from litestar import Router, get, patch
from litestar.params import JSONBody
from msgspec import UNSET, Meta

from worktrackr.access import Permission, Request, may
from worktrackr.edge.web import Reply
from worktrackr.fields import Fields, Patch, Stored, fields_of
from worktrackr.kit.crud import change
from worktrackr.kit.table import Table
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import FieldError, Validation

_HOUR = r"([01]\d|2[0-3]):[0-5]\d"


class Interval(msgspec.Struct, forbid_unknown_fields=True):
    """A part of a day, by the clock on the wall; `24:00` is its end."""

    start: Annotated[str, Meta(pattern=f"^{_HOUR}$")]
    end: Annotated[str, Meta(pattern=f"^({_HOUR}|24:00)$")]


Intervals = Annotated[list[Interval], Meta(max_length=12)]


class WorkingHoursFields(Fields):
    """What an admin may write."""

    monday: Intervals
    tuesday: Intervals
    wednesday: Intervals
    thursday: Intervals
    friday: Intervals
    saturday: Intervals
    sunday: Intervals


class WorkingHours(WorkingHoursFields, Stored):
    """The working hours of an organisation; Monday to Friday from 09:00 to 17:30 until somebody changes them."""


def faults_of(hours: Fields) -> Iterator[FieldError]:
    """Yield the days whose intervals end before they begin, overlap, or are out of order."""
    for field in fields_of(type(hours)):
        intervals: list[Interval] = [] if (said := getattr(hours, field.name)) is UNSET else said
        times = [time for interval in intervals for time in (interval.start, interval.end)]
        if times != sorted(times) or any(interval.start == interval.end for interval in intervals):
            yield FieldError(f"/{field.name}", "invalid", "Times must be in order and must not overlap.")


working_hours = Table("working_hours", WorkingHours, trash=False)
_COLUMNS = ", ".join(f"t.{name}" for name in working_hours.columns)
_GET = Statement(f"select {_COLUMNS} from working_hours_of($1) t", lambda row: working_hours.row(*row))
_KEEP: Statement[Any] = Statement(
    "with kept as (insert into working_hours select * from working_hours_of($1) on conflict do nothing) select id from working_hours_of($1)",
    lambda row: row[0],
    writes=True,
)


@get("/working_hours", guards=[may(Permission.READ_ORGANISATION)], operation_id="get_working_hours")
async def get_working_hours(request: Request) -> Reply[WorkingHours]:
    """Get when the organisation works."""
    (row,) = await request.work.rows(_GET, request.organisation_id)
    return Reply(row, version=row.version)


@patch("/working_hours", guards=[may(Permission.WRITE_ORGANISATION)], operation_id="update_working_hours")
async def update_working_hours(request: Request, data: JSONBody[Patch[WorkingHoursFields]]) -> Reply[WorkingHours]:
    """Change when the organisation works; what is due on tickets that are not finished is computed again."""
    if faults := list(faults_of(data)):
        raise Validation(errors=faults)
    async with request.work.transaction(slow=True) as work:
        (row_id,) = await work.rows(_KEEP, request.organisation_id)
        return await change(request, working_hours, row_id, data, work=work)


routes = Router("/", route_handlers=[get_working_hours, update_working_hours], tags=["Service levels"])
