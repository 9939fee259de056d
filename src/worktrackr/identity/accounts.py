"""Signing up, in and out; passwords and invitations. None of these has a principal: they use definer functions only."""

from uuid import UUID

import msgspec
from litestar import Router, get, patch, post
from litestar.params import JSONBody

from worktrackr.access import Permission, Request, Role, may
from worktrackr.attempts import forgive_attempts, limit_attempts
from worktrackr.edge.web import Reply, public
from worktrackr.fields import Email, Fields, ShortText, Stored, TimeZone
from worktrackr.identity.invited_sign_ups import sign_up_invited
from worktrackr.identity.mail import send_reset
from worktrackr.identity.organisations import Organisation, organisation_of
from worktrackr.identity.passwords import Password, hash_password, new_token, token_hash, verify_password
from worktrackr.identity.records import record_change
from worktrackr.identity.sessions import sessions_of
from worktrackr.identity.support_grants import SupportSession, support_of
from worktrackr.identity.users import UserStatus
from worktrackr.kit.crud import change, change_set
from worktrackr.kit.table import Table
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import AlreadyExists, FieldError, Forbidden, NotFound, Unauthenticated, Validation


class SignUp(Fields):
    """A new organisation and its first admin; with the token of an invitation, a customer of who invited."""

    organisation_name: ShortText
    name: ShortText
    email: Email
    password: Password
    timezone: TimeZone = "Europe/London"
    invitation: str | None = None


class Login(Fields):
    """An address and its password, however it is written: what is wrong must not be told."""

    email: str
    password: str


class Forgot(Fields):
    """The address that forgot its password."""

    email: str


class Reset(Fields):
    """A token from a mail and the new password."""

    token: str
    password: Password


class Accept(Fields):
    """A token from an invitation, and who one is."""

    token: str
    name: ShortText
    password: Password


class PasswordChange(Fields):
    """The present password and the next."""

    current_password: str
    new_password: Password


class OwnChange(Fields):
    """What people may change of themselves."""

    name: ShortText | msgspec.UnsetType = msgspec.UNSET
    timezone: TimeZone | msgspec.UnsetType | None = msgspec.UNSET


class Myself(Stored):
    """The caller, of any role."""

    organisation_id: UUID | None
    reseller_id: UUID | None
    email: str
    name: str | None
    role: Role
    status: UserStatus
    timezone: TimeZone | None


class Me(msgspec.Struct):
    """Who one is: the user, the organisation (null for operators and resellers), what one may do, and as whose guest."""

    user: Myself
    organisation: Organisation | None
    permissions: list[Permission]
    support: SupportSession | None


class WrongCredentials(Unauthenticated):
    message = "The address or the password is not right."


class WrongPassword(Validation):
    message = "The present password is not right."


class TokenSpent(Validation):
    message = "This link is not valid any more. Ask for a new one."


selves = Table("users", Myself, tenant=False, trash=False)
_CREDENTIALS = Statement("select * from auth.credentials($1)")
_OPEN = Statement("select auth.open_session($1, $2, $3, $4)", lambda row: row[0], writes=True)
_CLOSE = Statement("select auth.close_session($1)", writes=True)
_CLOSE_OTHERS = Statement("select auth.close_other_sessions($1, $2)", writes=True)
_SIGN_UP = Statement("select * from auth.sign_up($1, $2, $3, $4, $5)", writes=True)
_USE_TOKEN = Statement("select auth.use_token($1, $2, $3, $4)", lambda row: row[0], writes=True)
_OWN_HASH = Statement("select auth.password_hash_of_self()", lambda row: row[0])
_SET_HASH = Statement(
    "update users set password_hash = $2, version = version + 1, updated_at = now() where id = $1", writes=True
)


async def me_of(request: Request, work: Work | None = None) -> Me:
    """Return who the principal is."""
    work = work or request.work
    user = await work.row(selves.get(frozenset()), request.user.id)
    if user is None:
        raise Unauthenticated
    return Me(
        user,
        await organisation_of(work, request.user.organisation_id),
        sorted(Permission(p) for p in request.user.permissions),
        await support_of(request, work),
    )


async def open_session(request: Request, user_id: UUID, *, status: int) -> Reply[Me]:
    """Begin a session for a user and answer who they are."""
    token, digest = new_token()
    agent = request.headers.get("user-agent", "")
    sessions = sessions_of(request)
    database, request_id = request.work.database, request.work.change_set
    session_id = (await database.call(None, request_id, _OPEN, user_id, digest, agent, _address(request)))[0]
    if session_id is None:
        raise WrongCredentials
    found, _ = await sessions.identify({"headers": [(b"authorization", b"Bearer " + token.encode())]})
    request.scope["user"], request.scope["work"] = found, Work(database, found, request_id)
    cookies = [sessions.cookie_header(token)]
    if sessions.support_cookie in request.cookies:
        # Whoever signs in is not the guest that somebody was here before.
        cookies.append(sessions.cookie_header(None, support=True))
    return Reply(await me_of(request), status=status, headers=cookies)


@post("/signup", guards=[public], operation_id="sign_up", status_code=201)
async def sign_up(request: Request, data: JSONBody[SignUp]) -> Reply[Me]:
    """Make an organisation on the Starter plan, with its first admin, and sign in; `invitation` links it to a reseller."""
    await limit_attempts(request, "signup", _address(request), allowed=20, seconds=3600)
    password_hash = await hash_password(data.password)
    values = (data.organisation_name, data.name, data.email, password_hash, data.timezone)
    try:
        if data.invitation is not None:
            user_id = await sign_up_invited(request, data.invitation, *values)
        else:
            ((user_id, _),) = await request.work.database.call(None, request.work.change_set, _SIGN_UP, *values)
    except AlreadyExists as error:
        raise AlreadyExists(
            errors=[FieldError("/email", "taken", "This address has an account already. Sign in instead.")]
        ) from error
    return await open_session(request, user_id, status=201)


@post("/login", guards=[public], operation_id="login", status_code=200)
async def login(request: Request, data: JSONBody[Login]) -> Reply[Me]:
    """Sign in. A wrong password and an unknown address get the same answer in the same time."""
    email, address = data.email.strip(), _address(request)
    await limit_attempts(request, "login", f"{email}\n{address}", allowed=10, seconds=300)
    await limit_attempts(request, "login-account", email, allowed=100, seconds=300)
    rows = await request.work.database.call(None, request.work.change_set, _CREDENTIALS, email)
    user_id, password_hash, status, suspended = rows[0] if rows else (None, None, None, False)
    if (
        not await verify_password(password_hash, data.password)
        or status != UserStatus.ACTIVE
        or suspended
        or user_id is None
    ):
        raise WrongCredentials
    await forgive_attempts(request, "login", f"{email}\n{address}")
    return await open_session(request, user_id, status=200)


@post("/logout", guards=[public], operation_id="logout", status_code=204)
async def logout(request: Request) -> Reply[None]:
    """End this session; its token is dead from the next request on."""
    sessions = sessions_of(request)
    database, change_set = request.work.database, request.work.change_set
    own = await sessions.own(request.scope)
    if own is not None:
        # And with it the support session that was begun from it.
        await database.call(None, change_set, _CLOSE, own.token_hash)
    for ended in (own, request.user if request.scope["user"] else None):
        if ended is not None:
            database.announce(ended.organisation_id)
            sessions.forget(ended)
    return Reply(None, status=204, headers=[sessions.cookie_header(None), sessions.cookie_header(None, support=True)])


@post("/password", guards=[may(Permission.MANAGE_SESSIONS)], operation_id="change_password", status_code=204)
async def change_password(request: Request, data: JSONBody[PasswordChange]) -> Reply[None]:
    """Change one's own password; all other sessions end."""
    await limit_attempts(request, "password", request.user.key, allowed=10, seconds=300)
    password_hash = (await request.work.rows(_OWN_HASH))[0]
    if not await verify_password(password_hash, data.current_password):
        raise WrongPassword(errors=[FieldError("/current_password", "wrong", WrongPassword.message)])
    new_hash = await hash_password(data.new_password)
    async with request.work.transaction() as work:
        await work.rows(_SET_HASH, request.user.id, new_hash)
        await work.rows(_CLOSE_OTHERS, request.user.id, request.user.token_hash)
    return Reply(None, status=204)


@post("/forgot", guards=[public], operation_id="forgot_password", status_code=202)
async def forgot_password(request: Request, data: JSONBody[Forgot]) -> Reply[None]:
    """Mail a reset link, if there is such an account; the answer is the same when there is none."""
    await limit_attempts(request, "forgot", _address(request), allowed=20, seconds=3600)
    await limit_attempts(request, "forgot-account", data.email, allowed=5, seconds=3600)
    async with request.work.database.transaction(None, request.work.change_set) as transaction:
        await send_reset.configure(connection=transaction.connection).defer_async(email=data.email[:254])
    return Reply(None, status=202)


@post("/reset", guards=[public], operation_id="reset_password", status_code=204)
async def reset_password(request: Request, data: JSONBody[Reset]) -> Reply[None]:
    """Choose a new password with a token from a mail: once, within 30 minutes. All sessions end."""
    await _use_token(request, data.token, "reset", data.password, None)
    return Reply(None, status=204)


@post("/accept", guards=[public], operation_id="accept_invitation", status_code=201)
async def accept_invitation(request: Request, data: JSONBody[Accept]) -> Reply[Me]:
    """Accept an invitation and sign in."""
    try:
        user_id = await _use_token(request, data.token, "invite", data.password, data.name)
    except AlreadyExists as error:
        message = "Your address has an account in another organisation already."
        raise AlreadyExists(message) from error
    return await open_session(request, user_id, status=201)


@get("/me", guards=[may(Permission.USE_ACCOUNT)], operation_id="get_me")
async def get_me(request: Request) -> Reply[Me]:
    """Say who the caller is and what they may do."""
    return Reply(await me_of(request))


@patch("/me", guards=[may(Permission.USE_ACCOUNT)], operation_id="update_me")
async def update_me(request: Request, data: JSONBody[OwnChange]) -> Reply[Me]:
    """Change one's own name and time zone; not as a guest, whose account belongs elsewhere."""
    if request.user.is_support:
        raise Forbidden
    async with request.work.transaction() as work:
        before = await work.row(selves.get(frozenset()), request.user.id)
        if before is None:
            raise NotFound
        reply = await change(request, selves, request.user.id, data, work=work)
        if request.user.organisation_id is not None:
            await record_change(work, "users", before, reply.content)
        me = await me_of(request, work)
    return Reply(me, headers=change_set(request))


async def _use_token(request: Request, token: str, purpose: str, password: str, name: str | None) -> UUID:
    await limit_attempts(request, "token", _address(request), allowed=30, seconds=3600)
    password_hash = await hash_password(password)
    values = (token_hash(token), purpose, password_hash, name)
    user_id = (await request.work.database.call(None, request.work.change_set, _USE_TOKEN, *values))[0]
    if user_id is None:
        raise TokenSpent(errors=[FieldError("/token", "spent", TokenSpent.message)])
    return user_id


def _address(request: Request) -> str:
    return sessions_of(request).client_of(request.scope)


_auth = Router(
    "/auth",
    route_handlers=[sign_up, login, logout, change_password, forgot_password, reset_password, accept_invitation],
    tags=["Accounts"],
)
routes = Router("/", route_handlers=[_auth, Router("/", route_handlers=[get_me, update_me], tags=["Accounts"])])
