"""The mails of accounts: the jobs that send them."""

from uuid import UUID, uuid4

from procrastinate import Blueprint, JobContext

from worktrackr.identity.passwords import new_token
from worktrackr.mailer import RETRY, Mailer, mail_tools
from worktrackr.postgres.database import Transaction
from worktrackr.postgres.pipeline import Statement

tasks = Blueprint()
RESET_MINUTES = 30
INVITE_MINUTES = 7 * 24 * 60
_ADMINS = Statement("select * from auth.admins_of($1)")
_MAKE_TOKEN = Statement("select * from auth.make_token($1, $2, $3, $4, $5)", writes=True)


@tasks.task(name="send_reset", pass_context=True, retry=RETRY)
async def send_reset(context: JobContext, email: str) -> None:
    """Mail a reset link, if the address has an account. The job makes the token: no secret lies in the queue."""
    database, mailer = mail_tools(context)
    token, digest = new_token()
    async with database.transaction(None, uuid4()) as transaction:
        found = await transaction.rows(_MAKE_TOKEN, "reset", email, None, digest, RESET_MINUTES)
        for recipient, name, _ in found:
            link = mailer.link(f"/reset?token={token}")
            await mailer.send(
                recipient,
                "Choose a new WorkTrackr password",
                f"Hello {name or recipient},\n\nchoose a new password here within {RESET_MINUTES} minutes:\n\n{link}\n\n"
                "If you did not ask for this, ignore this mail: nothing has changed.\n",
            )


@tasks.task(name="send_invitation", pass_context=True, retry=RETRY)
async def send_invitation(context: JobContext, organisation_id: str, user_id: str) -> None:
    """Mail an invitation. Enters the organisation first, and does nothing when that is refused."""
    database, mailer = mail_tools(context)
    async with database.background(UUID(organisation_id), None, "job", uuid4()) as transaction:
        await _invite(transaction, mailer, UUID(user_id))


@tasks.task(name="send_reseller_invitation", pass_context=True, retry=RETRY)
async def send_reseller_invitation(context: JobContext, user_id: str) -> None:
    """Mail an invitation to a person of a reseller, who has no organisation to enter."""
    database, mailer = mail_tools(context)
    async with database.transaction(None, uuid4()) as transaction:
        await _invite(transaction, mailer, UUID(user_id))


async def _invite(transaction: Transaction, mailer: Mailer, user_id: UUID) -> None:
    token, digest = new_token()
    for recipient, name, home in await transaction.rows(_MAKE_TOKEN, "invite", None, user_id, digest, INVITE_MINUTES):
        link = mailer.link(f"/accept?token={token}")
        await mailer.send(
            recipient,
            f"Join {home} on WorkTrackr",
            f"Hello {name or recipient},\n\nyou have been invited to join {home} on WorkTrackr. "
            f"Accept within seven days:\n\n{link}\n",
        )


@tasks.task(name="send_export_links", pass_context=True, retry=RETRY)
async def send_export_links(context: JobContext, organisation_id: str) -> None:
    """Tell the admins of an organisation where they get all of its data: the operator who asks for it gets nothing."""
    database, mailer = mail_tools(context)
    async with database.background(UUID(organisation_id), None, "job", uuid4()) as transaction:
        found = await transaction.rows(_ADMINS, UUID(organisation_id))
    for recipient, name, organisation in found:
        link = mailer.link("/settings/organisation")
        await mailer.send(
            recipient,
            f"Everything {organisation} has in WorkTrackr",
            f"Hello {name or recipient},\n\nwho runs this installation offers you all data of {organisation}, to keep: "
            f"one table per file, and every attached file. Sign in and download it here:\n\n{link}\n\n"
            "Only admins of your organisation can download it; who runs the installation cannot.\n",
        )
