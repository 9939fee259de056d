"""One served product and one browser for the run; each test has its own windows and its own organisations."""

import contextlib
import os
import re
import secrets
import socket
import subprocess
import sys
from collections.abc import Generator
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from shutil import which

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from e2e.visitors import PASSWORD, Visit, Visitor
from processes import COMMAND, READY, environment, eventually, new_data_dir

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE = 20_000

expect.set_options(timeout=PATIENCE)


class Mailbox:
    """Keeps what the product mails."""

    def __init__(self) -> None:
        """Begin empty."""
        self._mails: list[tuple[str, str]] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        """Take a mail."""
        message = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        body = message.get_body()
        assert body
        self._mails.extend((recipient, body.get_content()) for recipient in envelope.rcpt_tos)
        return "250 OK"

    def link_to(self, recipient: str) -> str:
        """Wait for a mail to somebody; returns the link in it."""
        eventually(lambda: any(to == recipient for to, _ in self._mails))
        text = next(text for to, text in reversed(self._mails) if to == recipient)
        link = re.search(r"http\S+", text)
        assert link, text
        return link[0]


@dataclass(frozen=True)
class Product:
    """The product as it is served."""

    address: str
    data_dir: Path


@pytest.fixture(scope="session")
def mailbox() -> Mailbox:
    """Read the mails that the product sends."""
    return Mailbox()


@pytest.fixture(scope="session")
def product(mailbox: Mailbox) -> Generator[Product]:
    """Serve the product as shipped, with a mail server beside it."""
    mail_port = _free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=mail_port)
    controller.start()
    with serving(WORKTRACKR_SMTP_URL=f"smtp://127.0.0.1:{mail_port}") as served:
        yield served
    controller.stop()


@contextlib.contextmanager
def serving(*options: str, **variables: str) -> Generator[Product]:
    """Serve a fresh installation. No rate limits: everybody comes from one address here."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    with new_data_dir() as data_dir:
        log = data_dir.with_name("serve.log")
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-c", COMMAND, "serve", "--port", str(port), "--data-dir", str(data_dir), *options],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={
                    **environment(),
                    "WORKTRACKR_PUBLIC_URL": address,
                    "WORKTRACKR_RATE_LIMITS": "false",
                    **variables,
                },
            )
            try:
                eventually(lambda: process.poll() is not None or READY in log.read_text(), seconds=90)
                assert process.poll() is None, log.read_text()
                yield Product(address, data_dir)
            finally:
                process.terminate()
                process.wait(timeout=60)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture(scope="session")
def browser() -> Generator[Browser]:
    """Start a browser."""
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


def launch(playwright: Playwright) -> Browser:
    """Start the browser that CHROMIUM names, else the system's, else Playwright's own."""
    return playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM") or which("chromium"), args=FLAGS)


@pytest.fixture
def visit(browser: Browser, product: Product) -> Generator[Visit]:
    """Open windows of people who have not signed in. Their consoles must stay clean."""
    visitors: list[Visitor] = []

    def open_window() -> Visitor:
        context = browser.new_context(
            viewport={"width": 1440, "height": 900},
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        visitors.append(Visitor(context, product.address))
        return visitors[-1]

    yield open_window
    for visitor in visitors:
        visitor.context.close()
    assert [complaint for visitor in visitors for complaint in visitor.console.complaints] == []


@pytest.fixture
def admin(visit: Visit) -> Visitor:
    """The admin of an organisation that has nothing yet."""
    return visit().sign_up("Fell & Dale")


@pytest.fixture
def tom(visit: Visit, admin: Visitor) -> Visitor:
    """A colleague of the admin, with a window of his own."""
    email = f"tom-{admin.email}"
    admin.post("/users", email=email, name="Tom Reid", role="staff", password=PASSWORD)
    colleague = visit()
    colleague.email = email
    colleague.post("/auth/login", email=email, password=PASSWORD)
    return colleague


@pytest.fixture
def operator(visit: Visit, product: Product) -> Visitor:
    """An operator of the installation."""
    return person_of_the_platform(visit(), product, "operator")


@pytest.fixture
def reseller(visit: Visit, product: Product, operator: Visitor) -> Visitor:
    """A reseller that has no customers yet."""
    partner = operator.post("/resellers", name=f"Northgate {secrets.token_hex(3)}")
    return person_of_the_platform(visit(), product, "reseller", "--reseller", partner["id"])


def person_of_the_platform(visitor: Visitor, product: Product, role: str, *options: str) -> Visitor:
    """Make a user at the command line, as whoever owns the machine does, and sign in."""
    visitor.email = f"{role}-{secrets.token_hex(5)}@example.com"
    arguments = ["user", "create", "--email", visitor.email, "--role", role, "--data-dir", str(product.data_dir)]
    subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments, *options],
        input=PASSWORD, text=True, check=True, capture_output=True, env=environment(),
    )  # fmt: skip
    visitor.post("/auth/login", email=visitor.email, password=PASSWORD)
    return visitor


@pytest.fixture
def stranger(visit: Visit) -> Visitor:
    """The admin of another organisation."""
    return visit().sign_up("Elsewhere")
