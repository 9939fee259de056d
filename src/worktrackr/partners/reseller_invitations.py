"""Invitations to new customers: a sign-up link by mail, good once and for fourteen days, that links who signs up with it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec
from litestar import Router, delete, get, post
from litestar.params import FromPath, JSONBody

from worktrackr.access import Permission, Request, may
from worktrackr.attempts import limit_attempts
from worktrackr.edge.web import Reply
from worktrackr.fields import Email, Fields, ShortText
from worktrackr.partners.invitation_mails import send_customer_invitation
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Row, Statement
from worktrackr.problems import AlreadyExists, Conflict, FieldError, NotFound


class InvitationState(StrEnum):
    """What became of an invitation."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    EXPIRED = "expired"


class InvitationFields(Fields):
    """Whom a reseller invites; the name of the organisation is a suggestion that stands in the form."""

    email: Email
    organisation_name: ShortText | None = None


class Invitation(msgspec.Struct):
    """An invitation as its reseller sees it."""

    id: UUID
    email: str
    organisation_name: str | None
    state: InvitationState
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    revoked_at: datetime | None


class InvitationList(msgspec.Struct):
    """The reseller's invitations, newest first."""

    items: list[Invitation]
    next_cursor: str | None = None


class ResellerClosed(Conflict):
    message = "This reseller is closed and invites nobody any more."


class InvitationSettled(Conflict):
    message = "This invitation was used or revoked already."


_COLUMNS = (
    "id, email, organisation_name, case when accepted_at is not null then 'accepted' when revoked_at is not null then 'revoked' "
    "when expires_at <= now() then 'expired' else 'open' end, created_at, expires_at, accepted_at, revoked_at"
)


def _invitation(row: Row) -> Invitation:
    row_id, email, organisation_name, state, *times = row
    return Invitation(row_id, email, organisation_name, InvitationState(state), *times)


_LIST = Statement(
    f"select {_COLUMNS} from reseller_invitations order by created_at desc, id desc limit 1000", _invitation
)
_GET = Statement(f"select {_COLUMNS} from reseller_invitations where id = $1", _invitation)
_SELLS = Statement("select 1 from resellers where id = $1 and status = 'active'")
_INSERT = Statement(
    f"insert into reseller_invitations (email, organisation_name) values ($1, $2) returning {_COLUMNS}",
    _invitation,
    writes=True,
)
_RENEW = Statement(
    "update reseller_invitations set expires_at = now() + interval '14 days' "
    f"where id = $1 and accepted_at is null and revoked_at is null returning {_COLUMNS}",
    _invitation,
    writes=True,
)
_REVOKE = Statement(
    "update reseller_invitations set revoked_at = now() where id = $1 and accepted_at is null and revoked_at is null returning id",
    writes=True,
)


@get("/", guards=[may(Permission.SELL)], operation_id="list_reseller_invitations")
async def list_invitations(request: Request) -> Reply[InvitationList]:
    """List the reseller's own invitations with what became of them."""
    return Reply(InvitationList(await request.work.rows(_LIST)))


@get("/{id:uuid}", guards=[may(Permission.SELL)], operation_id="get_reseller_invitation")
async def get_invitation(request: Request, id: FromPath[UUID]) -> Reply[Invitation]:
    """Get one of the reseller's own invitations."""
    return Reply(await _one(request.work, id))


@post("/", guards=[may(Permission.SELL)], operation_id="create_reseller_invitation", status_code=201)
async def invite_customer(request: Request, data: JSONBody[InvitationFields]) -> Reply[Invitation]:
    """Mail a sign-up link. The answer is the same whether or not the address has an account."""
    await _limit(request, data.email)
    async with request.work.transaction() as work:
        await _refuse_closed(request, work)
        try:
            made = (await work.rows(_INSERT, data.email, data.organisation_name))[0]
        except AlreadyExists as error:
            detail = "You have invited this address already. Send that invitation again, or revoke it first."
            raise AlreadyExists(errors=[FieldError("/email", "taken", detail)]) from error
        await _send(request, work, made.id)
    location = f"/api/reseller_invitations/{made.id}".encode()
    return Reply(made, status=201, headers=[(b"location", location)])


@post("/{id:uuid}/send", guards=[may(Permission.SELL)], operation_id="send_reseller_invitation", status_code=202)
async def send_again(request: Request, id: FromPath[UUID]) -> Reply[Invitation]:
    """Send an invitation again, for another fourteen days. The link that was sent before stops working."""
    async with request.work.transaction() as work:
        before = await _one(work, id)
        await _limit(request, before.email)
        await _refuse_closed(request, work)
        found = await work.row(_RENEW, id)
        if found is None:
            raise InvitationSettled
        await _send(request, work, id)
    return Reply(found, status=202)


@delete("/{id:uuid}", guards=[may(Permission.SELL)], operation_id="revoke_reseller_invitation", status_code=204)
async def revoke_invitation(request: Request, id: FromPath[UUID]) -> Reply[None]:
    """Revoke an invitation: its link is dead from the next request on. One that was used stays as it is."""
    async with request.work.transaction() as work:
        await _one(work, id)
        if await work.row(_REVOKE, id) is None:
            raise InvitationSettled
    return Reply(None, status=204)


async def _one(work: Work, invitation_id: UUID) -> Invitation:
    found = await work.row(_GET, invitation_id)
    if found is None:
        raise NotFound
    return found


async def _refuse_closed(request: Request, work: Work) -> None:
    if await work.row(_SELLS, request.user.reseller_id) is None:
        raise ResellerClosed


async def _limit(request: Request, email: str) -> None:
    """Nobody's inbox, and nobody's mail server, is to suffer from a reseller."""
    await limit_attempts(request, "invite-customer", str(request.user.reseller_id), allowed=60, seconds=3600)
    await limit_attempts(request, "invite-address", email, allowed=5, seconds=86_400)


async def _send(request: Request, work: Work, invitation_id: UUID) -> None:
    """Enqueue the mail in the transaction that made or renewed the invitation."""
    job = send_customer_invitation.configure(connection=work.connection)
    await job.defer_async(reseller_id=str(request.user.reseller_id), invitation_id=str(invitation_id))


routes = Router(
    "/reseller_invitations",
    route_handlers=[list_invitations, get_invitation, invite_customer, send_again, revoke_invitation],
    tags=["Reseller's own pages"],
)
