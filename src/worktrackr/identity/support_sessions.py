"""Support sessions: an operator inside an organisation that let them in, beside their own session."""

from uuid import UUID

from litestar import Router, post
from litestar.params import FromPath

from worktrackr.access import Permission, Request, may
from worktrackr.edge.web import Reply
from worktrackr.identity.accounts import Me, me_of
from worktrackr.identity.passwords import new_token
from worktrackr.identity.sessions import sessions_of
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import NotFound

_OPEN = Statement("select auth.open_support($1, $2, $3, $4, $5)", lambda row: row[0], writes=True)
_CLOSE = Statement("select auth.close_support($1)", writes=True)


@post(
    "/support_grants/{id:uuid}/session",
    guards=[may(Permission.OPERATE)],
    operation_id="start_support_session",
    status_code=201,
)
async def start(request: Request, id: FromPath[UUID]) -> Reply[Me]:
    """Enter the organisation of a grant. The operator's own session stays, and ends this one when it ends."""
    token, digest = new_token()
    sessions, user = sessions_of(request), request.user
    agent, address = request.headers.get("user-agent", ""), sessions.client_of(request.scope)
    database, change_set = request.work.database, request.work.change_set
    # Not in the transaction of the request, if there is one: the new session is asked for before that ends.
    if (await database.call(user, change_set, _OPEN, id, user.session_id, digest, agent, address))[0] is None:
        raise NotFound
    found, _ = await sessions.identify({"headers": [(b"authorization", b"Bearer " + token.encode())]})
    request.scope["user"], request.scope["work"] = found, Work(database, found, change_set)
    database.announce(request.user.organisation_id)
    # An idempotent replay must not let anybody in again.
    request.scope["secret"] = True
    return Reply(await me_of(request), status=201, headers=[sessions.cookie_header(token, support=True)])


@post("/support_session/end", guards=[may(Permission.USE_ACCOUNT)], operation_id="end_support_session", status_code=204)
async def end(request: Request) -> Reply[None]:
    """Leave the organisation, and be oneself again. It is no fault when the session had ended already."""
    sessions = sessions_of(request)
    if request.user.is_support:
        work = request.work
        await work.database.call(None, work.change_set, _CLOSE, request.user.token_hash)
        work.database.announce(request.user.organisation_id)
        sessions.forget(request.user)
    return Reply(None, status=204, headers=[sessions.cookie_header(None, support=True)])


routes = Router("/", route_handlers=[start, end], tags=["Support"])
