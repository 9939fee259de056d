"""Organisations: one's own, and for operators all of them, with plan and seats, never their data."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Router, get, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from worktrackr.access import Permission, Request, may
from worktrackr.edge.web import Reply
from worktrackr.fields import Fields, Patch, ShortText, Stored, TimeZone
from worktrackr.identity.plans import PlanCode
from worktrackr.identity.records import record_change
from worktrackr.kit.crud import change, crud
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


class OperatedFields(Fields):
    """What an operator may write."""

    name: ShortText
    plan: PlanCode = PlanCode.STARTER


class Operated(OperatedFields, Stored):
    """An organisation as an operator sees it."""

    trial_ends_at: datetime
    suspended_at: datetime | None
    closed_at: datetime | None


class SeatUse(msgspec.Struct):
    """How many seats are used, and how many the plan includes."""

    used: int
    included: int


organisations = Table("organisations", Organisation, tenant=False, trash=False)
operated = Table("organisations", Operated, tenant=False, trash=False)
SEATS = Statement(
    "select (select count(*) from users u where u.organisation_id = o.id and u.status <> 'disabled'), p.included_seats "
    "from organisations o join plans p on p.code = o.plan where o.id = $1",
    lambda row: SeatUse(used=row[0], included=row[1]),
)
_STATUS = {
    "suspend": Statement(
        "update organisations set suspended_at = coalesce(suspended_at, now()), version = version + 1, updated_at = now() where id = $1 returning id",
        writes=True,
    ),
    "resume": Statement(
        "update organisations set suspended_at = null, version = version + 1, updated_at = now() where id = $1 returning id",
        writes=True,
    ),
}


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
    return Reply((await request.work.rows(SEATS, request.user.organisation_id))[0])


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


@post("/{id:uuid}/suspend", guards=[may(Permission.OPERATE)], operation_id="suspend_organisation", status_code=200)
async def suspend_organisation(request: Request, id: FromPath[UUID]) -> Reply[Operated]:
    """Suspend an organisation: every session and key of it is refused from the next request on."""
    return await _set_status(request, id, "suspend")


@post("/{id:uuid}/resume", guards=[may(Permission.OPERATE)], operation_id="resume_organisation", status_code=200)
async def resume_organisation(request: Request, id: FromPath[UUID]) -> Reply[Operated]:
    """Let a suspended organisation work again."""
    return await _set_status(request, id, "resume")


async def _set_status(request: Request, organisation_id: UUID, action: str) -> Reply[Operated]:
    async with request.work.transaction() as work:
        if await work.row(_STATUS[action], organisation_id) is None:
            raise NotFound
        row = (await work.rows(operated.get(frozenset()), organisation_id))[0]
    return Reply(row, version=row.version)


resource = crud(
    "/organisations",
    operated,
    fields=OperatedFields,
    read=Permission.OPERATE,
    write=Permission.OPERATE,
    verbs=("list", "create", "get", "update"),
    also=[suspend_organisation, resume_organisation],
)
routes = Router("/", route_handlers=[get_organisation, get_seats, update_organisation])
