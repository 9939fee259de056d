"""Mails to those whom a comment mentions."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from procrastinate import Blueprint, JobContext

from worktrackr.access import Request
from worktrackr.mailer import RETRY, mail_tools, sender_of
from worktrackr.postgres.database import Work
from worktrackr.postgres.pipeline import Statement

tasks = Blueprint()
# What was deleted meanwhile, and who may no longer sign in, are left out.
_MENTION = Statement(
    "select u.email, u.name, coalesce(a.name, a.email, 'Somebody'), t.number, t.title, t.id, c.body from comments c "
    "join tickets t on t.organisation_id = c.organisation_id and t.id = c.ticket_id and t.deleted_at is null "
    "join users u on u.organisation_id = c.organisation_id and u.id = $3 and u.status = 'active' "
    "left join users a on a.organisation_id = c.organisation_id and a.id = c.created_by "
    "where c.organisation_id = $1 and c.id = $2 and c.deleted_at is null"
)


async def tell_mentioned(work: Work, request: Request, comment_id: UUID, user_ids: Iterable[UUID]) -> None:
    """Enqueue a mail for each person, in the transaction that writes the comment; nobody mails themselves."""
    for user_id in dict.fromkeys(user_ids):
        if user_id != request.user.id:
            await send_mention.configure(connection=work.connection).defer_async(
                organisation_id=str(request.organisation_id), comment_id=str(comment_id), user_id=str(user_id)
            )


@tasks.task(name="send_mention", pass_context=True, retry=RETRY)
async def send_mention(context: JobContext, organisation_id: str, comment_id: str, user_id: str) -> None:
    """Mail one person what was said to them. A job per person: a refused address repeats nobody else's mail."""
    database, mailer = mail_tools(context)
    async with database.background(UUID(organisation_id), None, "job", uuid4()) as transaction:
        found = await transaction.rows(_MENTION, UUID(organisation_id), UUID(comment_id), UUID(user_id))
        brand = await sender_of(transaction)
    for recipient, name, author, number, title, ticket_id, body in found:
        await mailer.send(
            recipient,
            f"{author} mentioned you in #{number} {title}",
            f"Hello {name or recipient},\n\n{author} wrote in #{number} {title}:\n\n{body}\n\n"
            f"Answer here:\n\n{mailer.link(f'/tickets/{ticket_id}')}\n",
            brand=brand,
        )
