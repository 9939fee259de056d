"""Mails and the jobs that send them. Without SMTP settings they appear on the console."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import make_msgid, parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID, uuid4

import aiosmtplib
from procrastinate import Blueprint, JobContext, RetryStrategy
from rich.console import Console

from worktrackr.identity.passwords import new_token
from worktrackr.postgres.database import Database
from worktrackr.postgres.pipeline import Statement
from worktrackr.settings import Settings

tasks = Blueprint()
RETRY = RetryStrategy(max_attempts=8, exponential_wait=5)
RESET_MINUTES = 30
INVITE_MINUTES = 7 * 24 * 60
_MAKE_TOKEN = Statement("select * from auth.make_token($1, $2, $3, $4, $5)", writes=True)


class Mailer:
    """Sends mails by SMTP, or shows them."""

    def __init__(self, settings: Settings) -> None:
        """Read the SMTP address, if there is one."""
        self._settings = settings

    def link(self, path: str) -> str:
        """Return an absolute link; only the public URL decides its host, never a request's header."""
        return f"{self._settings.public_url.rstrip('/')}{path}"

    async def send(self, recipient: str, subject: str, text: str) -> None:
        """Deliver one mail; raises when the server refuses it, so that the job is tried again."""
        if self._settings.smtp_url is None:
            # No frame around it: links must stay whole, to be clicked or copied.
            console = Console(stderr=True)
            console.rule(f"Mail to {recipient}: {subject}", align="left")
            console.print(text, soft_wrap=True, markup=False)
            console.rule()
            return
        message = EmailMessage()
        name, sender = parseaddr(self._settings.mail_from)
        message["From"] = Address(name, addr_spec=sender)
        message["To"] = Address(addr_spec=recipient)
        message["Subject"] = " ".join(subject.split())
        message["Message-ID"] = make_msgid(domain=sender.partition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        url = urlsplit(self._settings.smtp_url)
        await aiosmtplib.send(
            message,
            hostname=url.hostname,
            port=url.port,
            username=unquote(url.username) if url.username else None,
            password=unquote(url.password) if url.password else None,
            use_tls=url.scheme == "smtps",
            timeout=20,
        )


@tasks.task(name="send_reset", pass_context=True, retry=RETRY)
async def send_reset(context: JobContext, email: str) -> None:
    """Mail a reset link, if the address has an account. The job makes the token: no secret lies in the queue."""
    database, mailer = _tools(context)
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
    database, mailer = _tools(context)
    token, digest = new_token()
    async with database.background(UUID(organisation_id), None, "job", uuid4()) as transaction:
        found = await transaction.rows(_MAKE_TOKEN, "invite", None, UUID(user_id), digest, INVITE_MINUTES)
        for recipient, name, organisation in found:
            link = mailer.link(f"/accept?token={token}")
            await mailer.send(
                recipient,
                f"Join {organisation} on WorkTrackr",
                f"Hello {name or recipient},\n\nyou have been invited to join {organisation} on WorkTrackr. "
                f"Accept within seven days:\n\n{link}\n",
            )


def _tools(context: JobContext) -> tuple[Database, Mailer]:
    tools: dict[str, Any] = context.additional_context  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # a bare dict
    return tools["database"], tools["mailer"]
