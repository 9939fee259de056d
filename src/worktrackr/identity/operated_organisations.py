"""Organisations as an operator sees them: plan, seats, status and reseller, and never anything that is theirs."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from litestar import delete, post
from litestar.params import FromPath, JSONBody

from worktrackr.access import Permission, Request, may
from worktrackr.attempts import limit_attempts
from worktrackr.edge.web import Reply
from worktrackr.fields import Computed, Email, Fields, ShortText, Stored
from worktrackr.identity.mail import send_export_links, send_invitation
from worktrackr.identity.passwords import UNUSABLE
from worktrackr.identity.plans import PlanCode
from worktrackr.kit.crud import change_set, crud, expected_version, insert
from worktrackr.kit.query import Filter
from worktrackr.kit.table import Table
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import Conflict, NotFound, PreconditionFailed, Validation

TRASH_DAYS = 30
"""How long a deleted organisation can come back; the database's `auth.purge_next_table` counts them too."""


class OrganisationStatus(StrEnum):
    """What an organisation may do: work, or not."""

    TRIAL = "trial"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    IN_TRASH = "in_trash"
    DELETED = "deleted"


_OPEN = "t.closed_at is null and t.suspended_at is null"
_CONDITIONS = {
    OrganisationStatus.TRIAL: f"{_OPEN} and t.trial_ends_at > now()",
    OrganisationStatus.ACTIVE: f"{_OPEN} and t.trial_ends_at <= now()",
    OrganisationStatus.SUSPENDED: "t.closed_at is null and t.suspended_at is not null",
    OrganisationStatus.IN_TRASH: "t.closed_at is not null and t.purged_at is null",
    OrganisationStatus.DELETED: "t.purged_at is not null",
}
_CASES = " ".join(f"when {condition} then '{status}'" for status, condition in _CONDITIONS.items())
_STATUS = f"(case {_CASES} end)"
_SEATS = "(select coalesce((select s.seats from seat_counts s where s.organisation_id = t.id order by s.from_at desc, s.id desc limit 1), 0))"
_RESELLER = "from reseller_customers c join resellers r on r.id = c.reseller_id where c.organisation_id = t.id"


class OperatedFields(Fields):
    """What an operator may write."""

    name: ShortText
    plan: PlanCode = PlanCode.STARTER


class Operated(OperatedFields, Stored):
    """An organisation as an operator sees it. `monthly_total` is its plan with its extra seats; in a trial it owes nothing."""

    trial_ends_at: datetime
    suspended_at: datetime | None
    closed_at: datetime | None
    purged_at: datetime | None
    status: Annotated[OrganisationStatus, Computed(_STATUS, _CONDITIONS)]
    seats: Annotated[int, Computed(_SEATS, {})]
    included_seats: Annotated[int, Computed("(select p.included_seats from plans p where p.code = t.plan)", {})]
    monthly_total: Annotated[
        Decimal,
        Computed(
            "(select (p.monthly_price + greatest(0, s.seats - p.included_seats) * p.extra_seat_price)::numeric(14,2) "
            f"from plans p, {_SEATS} s(seats) where p.code = t.plan)",
            {},
        ),
    ]
    reseller_id: Annotated[UUID | None, Computed(f"(select r.id {_RESELLER})", {})]
    reseller_name: Annotated[str | None, Computed(f"(select r.name {_RESELLER})", {})]


class NewOrganisation(OperatedFields):
    """A new organisation, and whom to invite as its first admin; without, people are made at the command line."""

    admin_email: Email | None = None
    admin_name: ShortText | None = None


class FirstAdmin(Fields):
    """Whom to invite."""

    email: Email
    name: ShortText


class Suspended(Conflict):
    message = "This organisation is suspended or in the trash. Let it work again first."


operated = Table(
    "organisations",
    Operated,
    tenant=False,
    trash=False,
    filters={
        "q": Filter(str, "strpos(lower(t.name), lower({})) > 0"),
        "reseller": Filter(
            UUID, "t.id in (select c.organisation_id from reseller_customers c where c.reseller_id = {})"
        ),
    },
)
_INVITE = Statement("select auth.invite_first_admin($1, $2, $3, $4)", lambda row: row[0], writes=True)
_ALIVE = "id = $1 and closed_at is null and ($2::integer is null or version = $2)"
_CHANGES = {
    "suspend": f"suspended_at = coalesce(suspended_at, now()), version = version + 1, updated_at = now() where {_ALIVE}",
    "resume": f"suspended_at = null, version = version + 1, updated_at = now() where {_ALIVE}",
    "delete": f"closed_at = now(), version = version + 1, updated_at = now() where {_ALIVE}",
    # What the purge has begun with cannot come back: it takes the row first, or this does.
    "restore": "closed_at = null, version = version + 1, updated_at = now() where id = $1 and closed_at is not null "
    "and purge_started_at is null and ($2::integer is null or version = $2)",
}
_CHANGE = {
    name: Statement(f"update organisations set {change} returning id", writes=True) for name, change in _CHANGES.items()
}
_VERSION = Statement("select version from organisations where id = $1", lambda row: row[0])


@post("/", guards=[may(Permission.OPERATE)], operation_id="create_organisations", status_code=201)
async def create_organisation(request: Request, data: JSONBody[NewOrganisation]) -> Reply[Operated]:
    """Make an organisation, which begins its trial, and mail its first admin an invitation."""
    if (data.admin_email is None) != (data.admin_name is None):
        missing = "admin_email" if data.admin_email is None else "admin_name"
        raise Validation.at(f"/{missing}", "missing", "Give the first admin's name and address, or neither.")
    async with request.work.transaction() as work:
        fields = OperatedFields(name=data.name, plan=data.plan)
        reply = await insert(request, operated, fields, "/api/organisations", work=work)
        if data.admin_email is not None and data.admin_name is not None:
            await _invite(work, reply.content.id, data.admin_email, data.admin_name)
            reply.content.seats = 1
    return reply


@post("/{id:uuid}/invite", guards=[may(Permission.OPERATE)], operation_id="invite_first_admin", status_code=202)
async def invite_first_admin(request: Request, id: FromPath[UUID], data: JSONBody[FirstAdmin]) -> Reply[Operated]:
    """Invite the first admin, or another when the first does not come; 409 once somebody is in."""
    async with request.work.transaction() as work:
        before = await _one(work, id)
        if before.suspended_at or before.closed_at:
            raise Suspended
        await _invite(work, id, data.email, data.name)
        row = await _one(work, id)
    return Reply(row, status=202, version=row.version, headers=change_set(request))


@post("/{id:uuid}/export", guards=[may(Permission.OPERATE)], operation_id="offer_export", status_code=202)
async def offer_export(request: Request, id: FromPath[UUID]) -> Reply[None]:
    """Mail the admins of an organisation where they download all of its data. Nobody else can, the operator included."""
    await limit_attempts(request, "export", str(id), allowed=5, seconds=3600)
    async with request.work.transaction() as work:
        row = await _one(work, id)
        if row.suspended_at or row.closed_at:
            raise Suspended
        await send_export_links.configure(connection=work.connection).defer_async(organisation_id=str(id))
    return Reply(None, status=202, headers=change_set(request))


@post("/{id:uuid}/suspend", guards=[may(Permission.OPERATE)], operation_id="suspend_organisation", status_code=200)
async def suspend_organisation(request: Request, id: FromPath[UUID]) -> Reply[Operated]:
    """Suspend an organisation: every session, key, feed and stream of it is refused from the next request on."""
    return await _change(request, id, "suspend")


@post("/{id:uuid}/resume", guards=[may(Permission.OPERATE)], operation_id="resume_organisation", status_code=200)
async def resume_organisation(request: Request, id: FromPath[UUID]) -> Reply[Operated]:
    """Let a suspended organisation work again."""
    return await _change(request, id, "resume")


@delete("/{id:uuid}", guards=[may(Permission.OPERATE)], operation_id="delete_organisations", status_code=204)
async def delete_organisation(request: Request, id: FromPath[UUID]) -> Reply[None]:
    """Put an organisation into the trash: nobody can sign in, and after thirty days a job deletes all that it has."""
    await _change(request, id, "delete")
    return Reply(None, status=204, headers=change_set(request))


@post("/{id:uuid}/restore", guards=[may(Permission.OPERATE)], operation_id="restore_organisations", status_code=200)
async def restore_organisation(request: Request, id: FromPath[UUID]) -> Reply[Operated]:
    """Take an organisation out of the trash, as it was."""
    return await _change(request, id, "restore")


async def _change(request: Request, organisation_id: UUID, action: str) -> Reply[Operated]:
    expected = expected_version(request)
    async with request.work.transaction() as work:
        if await work.row(_CHANGE[action], organisation_id, expected) is None:
            version = await work.row(_VERSION, organisation_id)
            raise PreconditionFailed if version is not None and expected not in (None, version) else NotFound
        row = await _one(work, organisation_id)
    return Reply(row, version=row.version, headers=change_set(request))


async def _one(work: Work, organisation_id: UUID) -> Operated:
    row = await work.row(operated.get(frozenset()), organisation_id)
    if row is None:
        raise NotFound
    return row


async def _invite(work: Work, organisation_id: UUID, email: str, name: str) -> None:
    user_id = await work.row(_INVITE, organisation_id, email, name, UNUSABLE)
    if user_id is None:
        raise NotFound
    job = send_invitation.configure(connection=work.connection)
    await job.defer_async(organisation_id=str(organisation_id), user_id=str(user_id))


resource = crud(
    "/organisations",
    operated,
    fields=OperatedFields,
    read=Permission.OPERATE,
    write=Permission.OPERATE,
    verbs=("list", "get", "update"),
    also=[
        create_organisation,
        invite_first_admin,
        offer_export,
        suspend_organisation,
        resume_organisation,
        delete_organisation,
        restore_organisation,
    ],
)
