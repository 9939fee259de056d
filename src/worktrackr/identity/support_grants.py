"""Support access: an admin lets an operator into the organisation, for a while and for a reason, and sees what was done."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from worktrackr.access import Permission, Request, may
from worktrackr.edge.web import Reply
from worktrackr.fields import Fields
from worktrackr.kit.crud import change_set
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Row, Statement, as_json
from worktrackr.problems import Conflict, NotFound, Validation


class SupportAccess(StrEnum):
    """What an operator may do who was let in."""

    READ = "read"
    WRITE = "write"


class SupportStatus(StrEnum):
    """Whether a grant still lets anybody in."""

    ACTIVE = "active"
    ENDED = "ended"
    REVOKED = "revoked"


class SupportGrantFields(Fields):
    """Whom to let in (null: any operator), for how many hours, to do what, and why."""

    operator_id: UUID | None = None
    access: SupportAccess = SupportAccess.READ
    hours: Annotated[int, Meta(ge=1, le=168)] = 24
    reason: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"\S")]


class SupportGrant(msgspec.Struct, kw_only=True):
    """A grant as its organisation sees it; who is let in sees neither names of people nor counts."""

    id: UUID
    organisation_id: UUID
    organisation_name: str
    operator_id: UUID | None
    operator_name: str | None
    access: SupportAccess
    reason: str
    granted_by_name: str | None
    created_at: datetime
    ends_at: datetime
    revoked_at: datetime | None
    revoked_by_name: str | None
    status: SupportStatus
    session_count: int
    change_count: int


class SupportGrantList(msgspec.Struct):
    """Grants, the newest first."""

    items: list[SupportGrant]


class Operator(msgspec.Struct):
    """Somebody who runs this installation, and can be let in."""

    id: UUID
    name: str


class OperatorList(msgspec.Struct):
    """The operators of this installation."""

    items: list[Operator]


class SupportVisit(msgspec.Struct):
    """One session in which an operator was there; null while they still are."""

    id: UUID
    operator_name: str
    started_at: datetime
    ended_at: datetime | None


class SupportChange(msgspec.Struct):
    """One row that an operator changed, what it is called where it has a name, and which of its fields."""

    visit_id: UUID
    change_set_id: UUID
    at: datetime
    resource: str
    row_id: UUID
    label: str | None
    action: str
    fields: list[str]


class SupportActivity(msgspec.Struct):
    """What was done under a grant, the newest first."""

    visits: list[SupportVisit]
    changes: list[SupportChange]


class SupportSession(msgspec.Struct):
    """The grant under which the caller is in an organisation that is not theirs."""

    grant_id: UUID
    access: SupportAccess
    reason: str
    ends_at: datetime


class AlreadyOver(Conflict):
    message = "This access has ended already."


_DONE = (
    "c.organisation_id = g.organisation_id and c.table_name <> 'support_sessions' and c.support_session_id in "
    "(select s.id from support_sessions s where s.organisation_id = g.organisation_id and s.grant_id = g.id)"
)
_GRANTS = (
    "select g.id, g.organisation_id, o.name, g.operator_id, g.operator_name, g.access, g.reason, by.name, g.created_at, g.ends_at, "
    "g.revoked_at, revoker.name, case when g.revoked_at is not null then 'revoked' when g.ends_at <= now() then 'ended' else 'active' end, "
    "(select count(*) from support_sessions s where s.organisation_id = g.organisation_id and s.grant_id = g.id), "
    f"(select count(*) from changes c where {_DONE}) "
    "from support_grants g join organisations o on o.id = g.organisation_id "
    "left join users by on by.organisation_id = g.organisation_id and by.id = g.granted_by "
    "left join users revoker on revoker.organisation_id = g.organisation_id and revoker.id = g.revoked_by"
)


def _grant(row: Row) -> SupportGrant:
    fields = dict(zip(SupportGrant.__struct_fields__, row, strict=True))
    return msgspec.convert(fields, SupportGrant)


# An operator cannot come into what is suspended or in the trash: such a grant is no way in, until it works again.
_LIST = Statement(
    f"{_GRANTS} where o.suspended_at is null and o.closed_at is null order by g.created_at desc, g.id desc limit 200",
    _grant,
)
_ONE = Statement(f"{_GRANTS} where g.id = $1", _grant)
_OPERATORS = Statement("select id, name from auth.operators()", lambda row: Operator(*row))
_INSERT = Statement(
    "insert into support_grants (organisation_id, operator_id, operator_name, access, reason, granted_by, ends_at) "
    "values ($1, $2, $3, $4, $5, $6, now() + make_interval(hours => $7)) returning id",
    lambda row: row[0],
    writes=True,
)
_REVOKE = Statement(
    "update support_grants set revoked_at = now(), revoked_by = $3, version = version + 1, updated_at = now() "
    "where organisation_id = $1 and id = $2 and revoked_at is null and ends_at > now() returning id",
    writes=True,
)
_END_SESSIONS = Statement(
    "update sessions set revoked_at = now() where organisation_id = $1 and grant_id = $2 and revoked_at is null",
    writes=True,
)
_RECORD = Statement("select history.record('support_grants', $1, $2, null, $3, $4)", writes=True)
_NAMED = {
    "tickets": "'#' || t.number || ' ' || t.title",
    "contacts": "t.name",
    "products": "t.name",
    "ticket_templates": "t.name",
    "crm_events": "t.title",
}
"""What a row of a table is called."""
_LABEL = " ".join(
    f"when '{table}' then (select {name} from {table} t where t.organisation_id = c.organisation_id and t.id = c.row_id)"
    for table, name in _NAMED.items()
)
# A visit ends with its grant at the latest, whoever forgets to say goodbye.
_VISITS = Statement(
    "select s.id, s.operator_name, s.started_at, nullif(least(s.ended_at, g.revoked_at, g.ends_at), "
    "case when s.ended_at is null and g.revoked_at is null and g.ends_at > now() then g.ends_at end) "
    "from support_sessions s join support_grants g on g.organisation_id = s.organisation_id and g.id = s.grant_id "
    "where s.organisation_id = $1 and s.grant_id = $2 order by s.started_at desc limit 200",
    lambda row: SupportVisit(*row),
)
_CHANGES = Statement(
    "select c.support_session_id, c.change_set_id, c.at, c.table_name, c.row_id, "
    f"case c.table_name {_LABEL} end, c.action, "
    "array(select jsonb_object_keys(coalesce(c.after, '{}'))) "
    f"from support_grants g join changes c on {_DONE} where g.organisation_id = $1 and g.id = $2 order by c.id desc limit 500",
    lambda row: SupportChange(*row),
)
_NOW = Statement(
    "select g.id, g.access, g.reason, g.ends_at from support_sessions s "
    "join support_grants g on g.organisation_id = s.organisation_id and g.id = s.grant_id where s.organisation_id = $1 and s.id = $2",
    lambda row: SupportSession(row[0], SupportAccess(row[1]), row[2], row[3]),
)


async def support_of(request: Request, work: Work) -> SupportSession | None:
    """Return the grant under which the caller is here; null for everybody who belongs here."""
    user = request.user
    return await work.row(_NOW, user.organisation_id, user.session_id) if user.is_support else None


@get("/support_operators", guards=[may(Permission.GRANT_SUPPORT)], operation_id="list_support_operators")
async def list_operators(request: Request) -> Reply[OperatorList]:
    """List who can be let in."""
    return Reply(OperatorList(await request.work.rows(_OPERATORS)))


@get("/support_grants", guards=[may(Permission.READ_SUPPORT)], operation_id="list_support_grants")
async def list_grants(request: Request) -> Reply[SupportGrantList]:
    """List the organisation's grants, past ones included; an operator sees those that let them in now."""
    return Reply(SupportGrantList(await request.work.rows(_LIST)))


@post("/support_grants", guards=[may(Permission.GRANT_SUPPORT)], operation_id="create_support_grant", status_code=201)
async def create_grant(request: Request, data: JSONBody[SupportGrantFields]) -> Reply[SupportGrant]:
    """Let an operator in. It ends by itself, and can be ended at once."""
    user = request.user
    async with request.work.transaction() as work:
        name = None
        if data.operator_id is not None:
            names = {found.id: found.name for found in await work.rows(_OPERATORS)}
            if (name := names.get(data.operator_id)) is None:
                raise Validation.at("/operator_id", "invalid_reference", "There is no such operator.")
        values = (user.organisation_id, data.operator_id, name, data.access, data.reason, user.id, data.hours)
        grant_id = (await work.rows(_INSERT, *values))[0]
        made = (await work.rows(_ONE, grant_id))[0]
        body = {"operator_name": name, "access": data.access, "reason": data.reason, "ends_at": made.ends_at}
        await work.rows(_RECORD, grant_id, "insert", as_json(body), 1)
    return Reply(made, status=201, headers=change_set(request))


@post(
    "/support_grants/{id:uuid}/revoke",
    guards=[may(Permission.GRANT_SUPPORT)],
    operation_id="revoke_support_grant",
    status_code=200,
)
async def revoke_grant(request: Request, id: FromPath[UUID]) -> Reply[SupportGrant]:
    """End a grant at once: who is there under it is refused from the next request on."""
    user = request.user
    async with request.work.transaction() as work:
        if await work.row(_ONE, id) is None:
            raise NotFound
        if await work.row(_REVOKE, user.organisation_id, id, user.id) is None:
            raise AlreadyOver
        await work.rows(_END_SESSIONS, user.organisation_id, id)
        found = (await work.rows(_ONE, id))[0]
        await work.rows(_RECORD, id, "update", as_json({"revoked_at": found.revoked_at}), 2)
    return Reply(found, headers=change_set(request))


@get(
    "/support_grants/{id:uuid}/activity",
    guards=[may(Permission.GRANT_SUPPORT)],
    operation_id="get_support_activity",
)
async def get_activity(request: Request, id: FromPath[UUID]) -> Reply[SupportActivity]:
    """Say who was there under a grant, when, and what they changed."""
    async with request.work.transaction() as work:
        if await work.row(_ONE, id) is None:
            raise NotFound
        organisation_id = request.organisation_id
        visits = await work.rows(_VISITS, organisation_id, id)
        return Reply(SupportActivity(visits, await work.rows(_CHANGES, organisation_id, id)))


routes = Router(
    "/", route_handlers=[list_operators, list_grants, create_grant, revoke_grant, get_activity], tags=["Support"]
)
