"""The mails of accounts: the jobs that send them."""

from uuid import UUID, uuid4

from procrastinate import Blueprint, JobContext

from worktrackr.brands import BRAND_OF_ADDRESS, Brand
from worktrackr.identity.passwords import new_token
from worktrackr.mailer import RETRY, mail_tools, sender_of
from worktrackr.postgres.pipeline import Statement

tasks = Blueprint()
RESET_MINUTES = 30
INVITE_MINUTES = 7 * 24 * 60
_MAKE_TOKEN = Statement("select * from auth.make_token($1, $2, $3, $4, $5)", writes=True)


@tasks.task(name="send_reset", pass_context=True, retry=RETRY)
async def send_reset(context: JobContext, email: str) -> None:
    """Mail a reset link, if the address has an account. The job makes the token: no secret lies in the queue."""
    database, mailer = mail_tools(context)
    token, digest = new_token()
    async with database.transaction(None, uuid4()) as transaction:
        found = await transaction.rows(_MAKE_TOKEN, "reset", email, None, digest, RESET_MINUTES)
        for recipient, name, _ in found:
            brand = next(iter(await transaction.rows(BRAND_OF_ADDRESS, recipient)), Brand())
            link = mailer.link(f"/reset?token={token}{_shown_as(brand)}")
            await mailer.send(
                recipient,
                f"Choose a new {brand.product_name} password",
                f"Hello {name or recipient},\n\nchoose a new password here within {RESET_MINUTES} minutes:\n\n{link}\n\n"
                "If you did not ask for this, ignore this mail: nothing has changed.\n",
                brand=brand,
            )


@tasks.task(name="send_invitation", pass_context=True, retry=RETRY)
async def send_invitation(context: JobContext, organisation_id: str, user_id: str) -> None:
    """Mail an invitation. Enters the organisation first, and does nothing when that is refused."""
    database, mailer = mail_tools(context)
    token, digest = new_token()
    async with database.background(UUID(organisation_id), None, "job", uuid4()) as transaction:
        found = await transaction.rows(_MAKE_TOKEN, "invite", None, UUID(user_id), digest, INVITE_MINUTES)
        brand = await sender_of(transaction)
        for recipient, name, organisation in found:
            link = mailer.link(f"/accept?token={token}{_shown_as(brand)}")
            await mailer.send(
                recipient,
                f"Join {organisation} on {brand.product_name}",
                f"Hello {name or recipient},\n\nyou have been invited to join {organisation} on {brand.product_name}. "
                f"Accept within seven days:\n\n{link}\n",
                brand=brand,
            )


def _shown_as(brand: Brand) -> str:
    """Return what makes the page behind a link look like the mail."""
    return f"&brand={brand.slug}" if brand.slug else ""
