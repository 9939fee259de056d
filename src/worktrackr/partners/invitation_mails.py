"""The mail that invites a customer to sign up: the job that sends it."""

import hashlib
import secrets
from uuid import UUID, uuid4

from procrastinate import Blueprint, JobContext

from worktrackr.mailer import RETRY, mail_tools
from worktrackr.postgres.pipeline import Statement

tasks = Blueprint()
_MINT = Statement(
    "select email, reseller_name, organisation_name, expires_at from auth.mint_reseller_invitation($1, $2, $3)",
    writes=True,
)


@tasks.task(name="send_customer_invitation", pass_context=True, retry=RETRY)
async def send_customer_invitation(context: JobContext, reseller_id: str, invitation_id: str) -> None:
    """Mail a sign-up link, unless the invitation was revoked or used meanwhile. The job makes the token: no secret lies in the queue."""
    database, mailer = mail_tools(context)
    token = secrets.token_urlsafe(32)
    digest = hashlib.sha256(token.encode()).digest()
    async with database.transaction(None, uuid4()) as transaction:
        found = await transaction.rows(_MINT, UUID(reseller_id), UUID(invitation_id), digest)
        for recipient, reseller, organisation, expires_at in found:
            link = mailer.link(f"/sign-up?invitation={token}")
            of = f" for {organisation}" if organisation else ""
            await mailer.send(
                recipient,
                f"{reseller} invites you to WorkTrackr",
                f"Hello,\n\n{reseller} invites you to begin with WorkTrackr{of}: customers, calendar, catalogue, renewals and "
                f"tickets in one place. Sign up here until {expires_at:%d %B %Y}:\n\n{link}\n\n"
                f"{reseller} will see your plan, how many people use it and what it costs, never your customers or your work.\n",
            )
