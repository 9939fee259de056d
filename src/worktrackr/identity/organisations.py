"""An organisation as its own members see it: its settings, its plan and its seats."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Router, get, patch
from litestar.params import JSONBody
from msgspec import Meta

from worktrackr.access import Permission, Request, may
from worktrackr.edge.web import Reply
from worktrackr.fields import Fields, Patch, ShortText, Stored, TimeZone
from worktrackr.identity.plans import PlanCode
from worktrackr.identity.records import record_change
from worktrackr.kit.crud import change
from worktrackr.kit.table import Table
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import NotFound

Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$", min_length=3, max_length=3)]


class OrganisationFields(Fields):
    """What an admin may write of the own organisation."""

    name: ShortText
    currency: Currency = "GBP"
    timezone: TimeZone = "Europe/London"
    renewal_reminder_days: Annotated[int, Meta(ge=0, le=365)] | None = 30


class Organisation(OrganisationFields, Stored):
    """An organisation as its members see it."""

    plan: PlanCode
    trial_ends_at: datetime


class SeatUse(msgspec.Struct):
    """How many seats are used, how many the plan includes, and whether more are refused."""

    used: int
    included: int
    enforced: bool = False


organisations = Table("organisations", Organisation, tenant=False, trash=False)
SEATS = Statement(
    "select (select count(*) from users u where u.organisation_id = o.id and u.status <> 'disabled'), p.included_seats "
    "from organisations o join plans p on p.code = o.plan where o.id = $1",
    lambda row: SeatUse(used=row[0], included=row[1]),
)


async def organisation_of(work: Work, organisation_id: UUID | None) -> Organisation | None:
    """Return an organisation that the caller may see; operators and resellers have none."""
    return None if organisation_id is None else await work.row(organisations.get(frozenset()), organisation_id)


@get(
    "/organisation", guards=[may(Permission.READ_ORGANISATION)], operation_id="get_organisation", tags=["Organisation"]
)
async def get_organisation(request: Request) -> Reply[Organisation]:
    """Get the caller's own organisation."""
    row = await organisation_of(request.work, request.user.organisation_id)
    if row is None:
        raise NotFound
    return Reply(row, version=row.version)


@get("/organisation/seats", guards=[may(Permission.READ_ORGANISATION)], operation_id="get_seats", tags=["Organisation"])
async def get_seats(request: Request) -> Reply[SeatUse]:
    """Count the seats of the caller's organisation."""
    seats = (await request.work.rows(SEATS, request.user.organisation_id))[0]
    return Reply(msgspec.structs.replace(seats, enforced=request.settings.enforce_seats))


@patch(
    "/organisation",
    guards=[may(Permission.WRITE_ORGANISATION)],
    operation_id="update_organisation",
    tags=["Organisation"],
)
async def update_organisation(request: Request, data: JSONBody[Patch[OrganisationFields]]) -> Reply[Organisation]:
    """Change the caller's own organisation; a new time zone recomputes the local days of all bookings."""
    async with request.work.transaction() as work:
        before = await organisation_of(work, request.user.organisation_id)
        reply = await change(request, organisations, request.organisation_id, data, work=work)
        await record_change(work, "organisations", before, reply.content)
    return reply


routes = Router("/", route_handlers=[get_organisation, get_seats, update_organisation])
