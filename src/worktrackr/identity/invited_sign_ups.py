"""Signing up by a reseller's invitation: who invites, and why a link does not work any more."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec
from litestar import Router, post
from litestar.params import JSONBody

from worktrackr.access import Request
from worktrackr.attempts import limit_attempts
from worktrackr.edge.web import Reply, public
from worktrackr.fields import Fields
from worktrackr.identity.passwords import token_hash
from worktrackr.identity.sessions import sessions_of
from worktrackr.postgres.pipeline import Row, Statement
from worktrackr.problems import Validation


class LinkState(StrEnum):
    """Whether a link works, and if not, why. `unknown` is one that was never there, or was sent anew since."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    EXPIRED = "expired"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class InvitationToken(Fields):
    """The token of a link; in the body, so that no log of addresses keeps it."""

    token: str


class SignUpInvitation(msgspec.Struct, kw_only=True):
    """What whoever holds a link may know. All but the state is null when the link is unknown."""

    state: LinkState
    reseller_name: str | None = None
    email: str | None = None
    organisation_name: str | None = None
    expires_at: datetime | None = None


class InvitationSpent(Validation):
    message = "This invitation cannot be used."


REASONS = {
    LinkState.ACCEPTED: "This invitation was used already. Sign in instead, or ask {name} for a new one.",
    LinkState.REVOKED: "{name} has withdrawn this invitation.",
    LinkState.EXPIRED: "This invitation has expired. Ask {name} for a new one.",
    LinkState.CLOSED: "{name} does not work with WorkTrackr any more. You can sign up without an invitation.",
    LinkState.UNKNOWN: "This link is not valid any more. There may be a newer one in your mail.",
}


def _invitation(row: Row) -> SignUpInvitation:
    state, reseller_name, email, organisation_name, expires_at = row
    return SignUpInvitation(
        state=LinkState(state),
        reseller_name=reseller_name,
        email=email,
        organisation_name=organisation_name,
        expires_at=expires_at,
    )


_LOOK = Statement(
    "select state, reseller_name, email, organisation_name, expires_at from auth.reseller_invitation($1)", _invitation
)
_SIGN_UP = Statement(
    "select user_id, organisation_id from auth.sign_up_invited($1, $2, $3, $4, $5, $6)", lambda row: row[0], writes=True
)


@post("/auth/invitation", guards=[public], operation_id="look_up_invitation", status_code=200, tags=["Accounts"])
async def look_up_invitation(request: Request, data: JSONBody[InvitationToken]) -> Reply[SignUpInvitation]:
    """Say who invites, to whoever holds the link, and whether it still works."""
    await limit_attempts(request, "invitation", sessions_of(request).client_of(request.scope), allowed=60, seconds=3600)
    return Reply(await _look(request, data.token))


async def sign_up_invited(request: Request, token: str, *values: str) -> UUID:
    """Sign up by an invitation, which uses it up and links the organisation; returns the id of the user.

    `values` are what `auth.sign_up` takes. Raises `InvitationSpent` with the reason.
    """
    found = await request.work.database.call(None, request.work.change_set, _SIGN_UP, token_hash(token), *values)
    if found:
        return found[0]
    link = await _look(request, token)
    # Of two at once, the other may have used it in between.
    state = LinkState.ACCEPTED if link.state is LinkState.OPEN else link.state
    detail = REASONS[state].format(name=link.reseller_name)
    raise InvitationSpent.at("/invitation", state, detail)


async def _look(request: Request, token: str) -> SignUpInvitation:
    found = await request.work.database.call(None, request.work.change_set, _LOOK, token_hash(token))
    return found[0] if found else SignUpInvitation(state=LinkState.UNKNOWN)


routes = Router("/", route_handlers=[look_up_invitation])
