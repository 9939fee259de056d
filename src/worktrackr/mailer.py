"""Sends mails by SMTP; without SMTP settings they appear on the console."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import make_msgid, parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

import aiosmtplib
from procrastinate import JobContext, RetryStrategy
from rich.console import Console

from worktrackr.brands import OWN_BRAND, Brand
from worktrackr.postgres.database import Database, Transaction
from worktrackr.settings import Settings

RETRY = RetryStrategy(max_attempts=8, exponential_wait=5)


class Mailer:
    """Sends mails by SMTP, or shows them."""

    def __init__(self, settings: Settings) -> None:
        """Read the SMTP address, if there is one."""
        self._settings = settings

    def link(self, path: str) -> str:
        """Return an absolute link; only the public URL decides its host, never a request's header."""
        return f"{self._settings.public_url.rstrip('/')}{path}"

    async def send(self, recipient: str, subject: str, text: str, *, brand: Brand | None = None) -> None:
        """Deliver one mail, in the name of a brand; raises when the server refuses it, so that the job is tried again."""
        if self._settings.smtp_url is None:
            # No frame around it: links must stay whole, to be clicked or copied.
            console = Console(stderr=True)
            console.rule(f"Mail to {recipient}: {subject}", align="left")
            console.print(text, soft_wrap=True, markup=False)
            console.rule()
            return
        message = EmailMessage()
        name, sender = parseaddr(self._settings.mail_from)
        # Only the name: the address is the one for which this installation may send.
        message["From"] = Address(brand.product_name if brand and brand.slug else name, addr_spec=sender)
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


async def sender_of(transaction: Transaction) -> Brand:
    """Return the brand in whose name the organisation that a job has entered sends."""
    found = await transaction.rows(OWN_BRAND)
    return found[0] if found else Brand()


def mail_tools(context: JobContext) -> tuple[Database, Mailer]:
    """Return what `jobs.py` gives to the jobs that mail."""
    tools: dict[str, Any] = context.additional_context  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # a bare dict
    return tools["database"], tools["mailer"]
