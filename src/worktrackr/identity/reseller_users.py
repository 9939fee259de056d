"""The people of a reseller: an operator invites them, as the command line does, and disables who has left."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Router, get, patch, post
from litestar.params import FromPath, JSONBody

from worktrackr.access import Permission, Request, Role, may
from worktrackr.attempts import limit_attempts
from worktrackr.edge.web import Reply
from worktrackr.fields import Email, Fields, ShortText
from worktrackr.identity.mail import send_reseller_invitation
from worktrackr.identity.passwords import UNUSABLE
from worktrackr.identity.users import END_SESSIONS, NotYetAccepted, SettableStatus, UserStatus
from worktrackr.kit.crud import change_set
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Row, Statement
from worktrackr.problems import AlreadyExists, Conflict, FieldError, NotFound, Validation


class ResellerUserFields(Fields):
    """Whom an operator invites."""

    email: Email
    name: ShortText


class ResellerUserChange(Fields):
    """What an operator may change of somebody."""

    status: SettableStatus


class ResellerUser(msgspec.Struct):
    """A person of a reseller as an operator sees them."""

    id: UUID
    email: str
    name: str | None
    status: UserStatus
    created_at: datetime


class ResellerUserList(msgspec.Struct):
    """The people of a reseller, by their addresses."""

    items: list[ResellerUser]


_COLUMNS = "id, email, name, status, created_at"


def _user(row: Row) -> ResellerUser:
    return ResellerUser(row[0], row[1], row[2], UserStatus(row[3]), row[4])


_RESELLER = Statement("select status from resellers where id = $1", lambda row: str(row[0]))
_LIST = Statement(f"select {_COLUMNS} from users where reseller_id = $1 order by lower(email) limit 1000", _user)
_ONE = Statement(f"select {_COLUMNS} from users where reseller_id = $1 and id = $2 for update", _user)
_INSERT = Statement(
    "insert into users (reseller_id, email, password_hash, name, role, status) values ($1, $2, $3, $4, $5, 'invited') "
    f"returning {_COLUMNS}",
    _user,
    writes=True,
)
_SET_STATUS = Statement(
    f"update users set status = $2, version = version + 1, updated_at = now() where id = $1 returning {_COLUMNS}",
    _user,
    writes=True,
)


@get("/", guards=[may(Permission.OPERATE)], operation_id="list_reseller_users")
async def list_users(request: Request, id: FromPath[UUID]) -> Reply[ResellerUserList]:
    """List who signs in for a reseller."""
    if await request.work.row(_RESELLER, id) is None:
        raise NotFound
    return Reply(ResellerUserList(await request.work.rows(_LIST, id)))


@post("/", guards=[may(Permission.OPERATE)], operation_id="create_reseller_users", status_code=201)
async def create_user(request: Request, id: FromPath[UUID], data: JSONBody[ResellerUserFields]) -> Reply[ResellerUser]:
    """Invite somebody by e-mail to sign in for a reseller."""
    async with request.work.transaction() as work:
        status = await work.row(_RESELLER, id)
        if status is None:
            raise NotFound
        if status != "active":
            message = "This reseller is closed."
            raise Conflict(message)
        try:
            made = (await work.rows(_INSERT, id, data.email, UNUSABLE, data.name, Role.RESELLER))[0]
        except AlreadyExists as error:
            raise AlreadyExists(errors=[FieldError("/email", "taken", "This person is here already.")]) from error
        await _invite(work, made.id)
    return Reply(made, status=201, headers=change_set(request))


@post(
    "/{user_id:uuid}/invite",
    guards=[may(Permission.OPERATE)],
    operation_id="invite_reseller_user",
    status_code=202,
)
async def invite_user(request: Request, id: FromPath[UUID], user_id: FromPath[UUID]) -> Reply[ResellerUser]:
    """Send the invitation again."""
    await limit_attempts(request, "invite", str(user_id), allowed=5, seconds=3600)
    async with request.work.transaction() as work:
        found = await work.row(_ONE, id, user_id)
        if found is None:
            raise NotFound
        if found.status != UserStatus.INVITED:
            message = "This person has accepted already."
            raise Conflict(message)
        await _invite(work, user_id)
    return Reply(found, status=202)


@patch("/{user_id:uuid}", guards=[may(Permission.OPERATE)], operation_id="update_reseller_users")
async def update_user(
    request: Request, id: FromPath[UUID], user_id: FromPath[UUID], data: JSONBody[ResellerUserChange]
) -> Reply[ResellerUser]:
    """Disable somebody, whose sessions end with it, or let them sign in again; who never accepted is invited again."""
    async with request.work.transaction() as work:
        found = await work.row(_ONE, id, user_id)
        if found is None:
            raise NotFound
        if found.status == UserStatus.INVITED and data.status == SettableStatus.ACTIVE:
            raise NotYetAccepted
        try:
            changed = (await work.rows(_SET_STATUS, user_id, data.status))[0]
        except AlreadyExists as error:
            raise Validation.at("/status", "taken", "This address has an account elsewhere by now.") from error
        if data.status == SettableStatus.DISABLED:
            await work.rows(END_SESSIONS, user_id)
        elif (found.status, changed.status) == (UserStatus.DISABLED, UserStatus.INVITED):
            await _invite(work, user_id)
    return Reply(changed, headers=change_set(request))


async def _invite(work: Work, user_id: UUID) -> None:
    # In the transaction that made the user.
    await send_reseller_invitation.configure(connection=work.connection).defer_async(user_id=str(user_id))


routes = Router(
    "/resellers/{id:uuid}/users",
    route_handlers=[list_users, create_user, invite_user, update_user],
    tags=["Resellers"],
)
