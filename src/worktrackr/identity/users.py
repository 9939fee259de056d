"""The people of an organisation. Adding one invites them; removing one disables them and ends their sessions."""

from enum import StrEnum
from uuid import UUID

import msgspec
from litestar import delete, patch, post
from litestar.params import FromPath, JSONBody

from worktrackr.access import Permission, Request, may
from worktrackr.attempts import limit_attempts
from worktrackr.edge.web import Reply
from worktrackr.fields import Email, Fields, ShortText, Stored, TimeZone
from worktrackr.identity.mail import send_invitation
from worktrackr.identity.organisations import SEATS
from worktrackr.identity.passwords import UNUSABLE, Password, hash_password
from worktrackr.identity.records import record_change
from worktrackr.kit.crud import change, change_set, crud, expected_version
from worktrackr.kit.table import Table
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import AlreadyExists, Conflict, FieldError, NotFound, PreconditionFailed, Validation


class OrganisationRole(StrEnum):
    """What somebody can be in an organisation."""

    STAFF = "staff"
    MANAGER = "manager"
    ADMIN = "admin"


class UserStatus(StrEnum):
    """Whether somebody can sign in."""

    ACTIVE = "active"
    INVITED = "invited"
    DISABLED = "disabled"


class UserFields(Fields):
    """What an admin writes to add somebody; with a password they are active at once, else they are invited."""

    email: Email
    name: ShortText
    role: OrganisationRole = OrganisationRole.STAFF
    password: Password | None = None


class SettableStatus(StrEnum):
    """What an admin may set."""

    ACTIVE = "active"
    DISABLED = "disabled"


class UserChange(Fields):
    """What an admin may change of somebody."""

    name: ShortText | msgspec.UnsetType = msgspec.UNSET
    role: OrganisationRole | msgspec.UnsetType = msgspec.UNSET
    status: SettableStatus | msgspec.UnsetType = msgspec.UNSET


class User(Stored):
    """A person as their colleagues see them."""

    email: str
    name: str | None
    role: OrganisationRole
    status: UserStatus
    timezone: TimeZone | None


class LastAdmin(Conflict):
    message = "This is the last active admin. Make somebody else an admin first."


class Seats(Conflict):
    message = "All seats of your plan are taken. Change the plan, or disable somebody."


class NotYetAccepted(Conflict):
    message = "The invitation has not been accepted yet."


users = Table("users", User, trash=False)
_LOCK = Statement("select 1 from organisations where id = $1 for update")
_OTHER_ADMINS = Statement(
    "select count(*) from users where organisation_id = $1 and id <> $2 and role = 'admin' and status = 'active'",
    lambda row: row[0],
)
END_SESSIONS = Statement("select auth.close_other_sessions($1, null)", writes=True)
_REVOKE_KEYS = Statement(
    "update sessions set revoked_at = now() where user_id = $1 and kind = 'api_key' and revoked_at is null", writes=True
)
_INSERT = Statement(
    "insert into users (organisation_id, email, password_hash, name, role, status) values ($1, $2, $3, $4, $5, $6) returning id",
    lambda row: row[0],
    writes=True,
)


@post("/", guards=[may(Permission.WRITE_USERS)], operation_id="create_users", status_code=201)
async def create_user(request: Request, data: JSONBody[UserFields]) -> Reply[User]:
    """Add somebody. The answer is the same whether or not the address is known in another organisation."""
    password_hash, status = UNUSABLE, UserStatus.INVITED
    if data.password is not None:
        # An address in use elsewhere is refused here, and so could be probed: hence the limit.
        await limit_attempts(request, "add", str(request.user.organisation_id), allowed=30, seconds=3600)
        password_hash, status = await hash_password(data.password), UserStatus.ACTIVE
    async with request.work.transaction() as work:
        await work.rows(_LOCK, request.user.organisation_id)
        await _check_seats(request, work)
        values = (request.user.organisation_id, data.email, password_hash, data.name, data.role, status)
        try:
            user_id = (await work.rows(_INSERT, *values))[0]
        except AlreadyExists as error:
            detail = "Somebody has this address already. Who was disabled can be enabled again."
            raise AlreadyExists(errors=[FieldError("/email", "taken", detail)]) from error
        row = await _user(request, work, user_id)
        await record_change(work, "users", None, row, "insert")
        if status is UserStatus.INVITED:
            await invite(work, request.organisation_id, user_id)
    headers = [(b"location", f"/api/users/{user_id}".encode()), *change_set(request)]
    return Reply(row, status=201, version=row.version, headers=headers)


@post("/{id:uuid}/invite", guards=[may(Permission.WRITE_USERS)], operation_id="invite_user", status_code=202)
async def invite_user(request: Request, id: FromPath[UUID]) -> Reply[User]:
    """Send the invitation again."""
    await limit_attempts(request, "invite", str(id), allowed=5, seconds=3600)
    async with request.work.transaction() as work:
        row = await _user(request, work, id)
        if row.status != UserStatus.INVITED:
            message = "This person has accepted already."
            raise Conflict(message)
        await invite(work, request.organisation_id, id)
    return Reply(row, status=202)


@patch("/{id:uuid}", guards=[may(Permission.WRITE_USERS)], operation_id="update_users")
async def update_user(request: Request, id: FromPath[UUID], data: JSONBody[UserChange]) -> Reply[User]:
    """Change somebody's name, role or status. A new role or status ends their sessions.

    Who is enabled again and never accepted is invited again.
    """
    async with request.work.transaction() as work:
        await work.rows(_LOCK, request.user.organisation_id)
        before = await _user(request, work, id)
        if (
            data.status is not msgspec.UNSET
            and before.status == UserStatus.INVITED
            and data.status == SettableStatus.ACTIVE
        ):
            raise NotYetAccepted
        if before.status == UserStatus.DISABLED and data.status == SettableStatus.ACTIVE:
            # As when somebody is added with a password: an account elsewhere could be probed for.
            await limit_attempts(request, "add", str(request.user.organisation_id), allowed=30, seconds=3600)
            await _check_seats(request, work)
        try:
            reply = await change(request, users, id, data, work=work)
        except AlreadyExists as error:
            raise Validation.at("/status", "taken", "This address has an account elsewhere by now.") from error
        await _settle(request, work, before, reply.content)
        if (before.status, reply.content.status) == (UserStatus.DISABLED, UserStatus.INVITED):
            await invite(work, request.organisation_id, id)
    return reply


@delete("/{id:uuid}", guards=[may(Permission.WRITE_USERS)], operation_id="delete_users", status_code=204)
async def delete_user(request: Request, id: FromPath[UUID]) -> Reply[None]:
    """Disable somebody: their work stays, their sessions and keys end."""
    async with request.work.transaction() as work:
        await work.rows(_LOCK, request.user.organisation_id)
        before = await _user(request, work, id)
        if before.status == UserStatus.DISABLED:
            raise NotFound
        expected = expected_version(request)
        if expected is not None and expected != before.version:
            raise PreconditionFailed
        reply = await change(request, users, id, UserChange(status=SettableStatus.DISABLED), work=work)
        await _settle(request, work, before, reply.content)
    return Reply(None, status=204, headers=change_set(request))


async def invite(work: Work, organisation_id: UUID, user_id: UUID) -> None:
    """Enqueue the invitation in the transaction that made the user."""
    job = send_invitation.configure(connection=work.connection)
    await job.defer_async(organisation_id=str(organisation_id), user_id=str(user_id))


async def _user(request: Request, work: Work, user_id: UUID) -> User:
    row = await work.row(users.get(frozenset()), request.user.organisation_id, user_id)
    if row is None:
        raise NotFound
    return row


async def _check_seats(request: Request, work: Work) -> None:
    if request.settings.enforce_seats:
        seats = (await work.rows(SEATS, request.user.organisation_id))[0]
        if seats.used >= seats.included:
            raise Seats


async def _settle(request: Request, work: Work, before: User, after: User) -> None:
    was_admin = before.role == OrganisationRole.ADMIN and before.status == UserStatus.ACTIVE
    is_admin = after.role == OrganisationRole.ADMIN and after.status == UserStatus.ACTIVE
    if was_admin and not is_admin and (await work.rows(_OTHER_ADMINS, request.user.organisation_id, after.id))[0] == 0:
        raise LastAdmin
    if (before.role, before.status) != (after.role, after.status):
        await work.rows(END_SESSIONS, after.id)
    if after.status == UserStatus.DISABLED:
        await work.rows(_REVOKE_KEYS, after.id)
    await record_change(work, "users", before, after)


resource = crud(
    "/users",
    users,
    fields=UserFields,
    read=Permission.READ_USERS,
    write=Permission.WRITE_USERS,
    verbs=("list", "get"),
    also=[create_user, invite_user, update_user, delete_user],
)
