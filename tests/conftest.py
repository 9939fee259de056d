"""One PostgreSQL for the whole run; each worker has its own database, each test its own organisations."""

import asyncio
import os
import re
import secrets
import tempfile
from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from typing import Any, cast
from uuid import UUID, uuid4

import httpx2 as httpx
import psycopg
import pytest

from worktrackr.app import Application
from worktrackr.embedded import Cluster, DatabaseUrls
from worktrackr.identity.passwords import new_token, token_hash
from worktrackr.mailer import Mailer
from worktrackr.migrations import migrate
from worktrackr.settings import Settings

PASSWORD = "correct horse battery staple"
ORIGIN = "http://worktrackr.test"


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """One event loop for the run, as the connections belong to it."""
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(scope="session")
def cluster(testrun_uid: str) -> Generator[Cluster]:
    """A throw-away PostgreSQL, shared by the workers of this run."""
    folder = Path(tempfile.gettempdir()) / f"worktrackr-test-{testrun_uid[:12]}"
    with Cluster(folder, throwaway=True) as running:
        yield running


@pytest.fixture(scope="session")
def testrun_uid() -> str:
    """Name this run; pytest-xdist gives all its workers the same."""
    return os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid4().hex


@pytest.fixture(scope="session")
def worker_name() -> str:
    """Name this worker of pytest-xdist."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def urls(cluster: Cluster, worker_name: str) -> DatabaseUrls:
    """The addresses of this worker's database, a copy of a migrated one."""
    cluster.ensure_database("migrated", lambda found: migrate(found.owner))
    name = f"test_{worker_name}"
    cluster.drop_database(name)
    return cluster.create_database(name, template="migrated")


@pytest.fixture(scope="session")
def settings(urls: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings as shipped, but for the rate limits, which have tests of their own."""
    data_dir = tmp_path_factory.mktemp("data")
    return Settings(database_url=urls.application, public_url=ORIGIN, rate_limits=False, data_dir=data_dir)


@pytest.fixture(scope="session")
async def application(settings: Settings) -> AsyncGenerator[Application]:
    """The product, started."""
    started = Application(settings)
    # Jobs that come by the clock would change what a test looks at: their tests call them.
    started.queue.periodic_registry.periodic_tasks.clear()  # pyright: ignore[reportUnknownMemberType]
    async with started.litestar.lifespan():
        yield started


@pytest.fixture
def owner(urls: DatabaseUrls) -> Generator[psycopg.Connection]:
    """A connection past the policies, to look at what is really stored."""
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        yield connection


class Client(httpx.AsyncClient):
    """Somebody with a browser: keeps cookies, sends what a page of ours would send."""

    id: UUID
    organisation_id: UUID | None = None
    email: str = ""

    def __init__(self, application: Application, address: str = "127.0.0.1") -> None:
        """Paths are below /api; `address` is where the connection comes from."""
        transport = httpx.ASGITransport(app=cast("Any", application), client=(address, 1))
        super().__init__(transport=transport, base_url=f"{ORIGIN}/api", headers={"origin": ORIGIN})

    async def made(self, path: str, **body: object) -> dict[str, Any]:
        """POST and expect success."""
        response = await self.post(path, json=body)
        assert response.is_success, response.text
        return response.json()


class Make:
    """Builds organisations, people and valid rows; say only what matters."""

    def __init__(self, application: Application, owner: psycopg.Connection) -> None:
        self._application, self._owner = application, owner

    def organisation(self, name: str | None = None) -> UUID:
        """Make an organisation."""
        row = self._owner.execute(
            "insert into organisations (name, plan) values (%s, 'enterprise') returning id",
            [name or f"Organisation {secrets.token_hex(4)}"],
        ).fetchone()
        assert row
        return row[0]

    def client(self) -> Client:
        """Somebody who has not signed in."""
        return Client(self._application)

    def person(
        self, organisation_id: UUID | None, role: str, *, reseller_id: UUID | None = None, name: str | None = None
    ) -> Client:
        """Make somebody who has signed in."""
        person = self.client()
        person.email = f"{role}-{secrets.token_hex(6)}@example.com"
        person.organisation_id = organisation_id
        token, digest = new_token()
        row = self._owner.execute(
            "insert into users (organisation_id, reseller_id, email, password_hash, name, role) values (%s, %s, %s, 'none that is known', %s, %s) returning id",
            [organisation_id, reseller_id, person.email, name or f"{role.title()} Person", role],
        ).fetchone()
        assert row
        person.id = row[0]
        self._owner.execute(
            "insert into sessions (token_hash, user_id, organisation_id, expires_at, ends_at) "
            "values (%s, %s, %s, now() + interval '7 days', now() + interval '30 days')",
            [digest, person.id, organisation_id],
        )
        person.cookies.set("worktrackr", token)
        return person

    def api_key(self, creator: Client, role: str) -> Client:
        """Make the holder of an API key."""
        holder = self.client()
        token, digest = new_token("wt_")
        assert token_hash(token) == digest
        self._owner.execute(
            "insert into sessions (token_hash, user_id, organisation_id, kind, role, name, expires_at, ends_at) "
            "values (%s, %s, %s, 'api_key', %s, 'key', now() + interval '1 day', now() + interval '1 day')",
            [digest, creator.id, creator.organisation_id, role],
        )
        holder.id, holder.organisation_id = creator.id, creator.organisation_id
        holder.headers["authorization"] = f"Bearer {token}"
        return holder

    async def guest(self, admin: Client, access: str = "write") -> Client:
        """Make an operator who is in the admin's organisation, which let them in."""
        operator = self.person(None, "operator")
        granted = await admin.made("/support_grants", access=access, reason="Help with the import")
        await operator.made(f"/support_grants/{granted['id']}/session")
        return operator

    def reseller(self) -> UUID:
        """Make a reseller."""
        row = self._owner.execute(
            "insert into resellers (name) values (%s) returning id", [f"Reseller {secrets.token_hex(4)}"]
        ).fetchone()
        assert row
        return row[0]

    async def contact(self, by: Client, **fields: object) -> dict[str, Any]:
        """Make a contact."""
        return await by.made("/contacts", **({"name": f"Contact {secrets.token_hex(4)}"} | fields))

    async def contact_note(self, by: Client, contact_id: object = None, **fields: object) -> dict[str, Any]:
        """Write a note about a contact, one of its own unless one is given."""
        contact_id = contact_id or (await self.contact(by))["id"]
        return await by.made("/contact_notes", **({"contact_id": contact_id, "body": "Ring twice."} | fields))

    async def product(self, by: Client, **fields: object) -> dict[str, Any]:
        """Make a product."""
        return await by.made(
            "/products", **({"name": "Firewall", "our_cost": "40.00", "client_price": "65.00"} | fields)
        )

    async def ticket(self, by: Client, **fields: object) -> dict[str, Any]:
        """Make a ticket."""
        return await by.made("/tickets", **({"title": "Laptop will not start"} | fields))

    async def comment(self, by: Client, ticket_id: object = None, **fields: object) -> dict[str, Any]:
        """Make a comment, on a ticket of its own unless one is given."""
        ticket_id = ticket_id or (await self.ticket(by))["id"]
        return await by.made(f"/tickets/{ticket_id}/comments", **({"body": "The cable was loose."} | fields))

    async def attachment(
        self,
        by: Client,
        ticket_id: object = None,
        *,
        name: str = "note.txt",
        content: bytes = b"hello",
        media_type: str = "text/plain",
        **fields: str,
    ) -> dict[str, Any]:
        """Attach a file, to a ticket of its own unless one is given."""
        ticket_id = ticket_id or (await self.ticket(by))["id"]
        response = await by.post(
            f"/tickets/{ticket_id}/attachments", files={"file": (name, content, media_type)}, data=fields
        )
        assert response.is_success, response.text
        return response.json()

    async def checklist_item(self, by: Client, ticket_id: object = None, **fields: object) -> dict[str, Any]:
        """Make an item of a checklist, on a ticket of its own unless one is given."""
        ticket_id = ticket_id or (await self.ticket(by))["id"]
        return await by.made(f"/tickets/{ticket_id}/checklist", **({"text": "Isolate the circuit"} | fields))

    async def event(self, by: Client, **fields: object) -> dict[str, Any]:
        """Make an event."""
        times = {"start_at": "2026-03-02T09:00:00Z", "end_at": "2026-03-02T10:00:00Z"}
        return await by.made("/crm_events", **({"title": "Visit", **times} | fields))

    async def event_series(self, by: Client, **fields: object) -> dict[str, Any]:
        """Make a series of events, one that was over long ago unless it is said otherwise: it makes no events."""
        schedule = {"rrule": "FREQ=DAILY;COUNT=1", "starts_on": "2020-03-02"}
        return await by.made("/crm_event_series", **({"title": "Review call", **schedule} | fields))

    async def template(self, by: Client, **fields: object) -> dict[str, Any]:
        """Make a ticket template."""
        return await by.made("/ticket_templates", **({"name": f"Template {secrets.token_hex(4)}"} | fields))

    async def saved_view(self, by: Client, **fields: object) -> dict[str, Any]:
        """Make a saved view that everybody sees."""
        return await by.made(
            "/saved_views", **({"name": "Waiting for parts", "resource": "tickets", "shared": True} | fields)
        )

    async def series(self, by: Client, **fields: object) -> dict[str, Any]:
        """Make a series of tickets, one that is over unless it is said otherwise: it makes no tickets."""
        schedule = {"rrule": "FREQ=DAILY;COUNT=1", "starts_on": "2026-03-02"}
        return await by.made("/ticket_series", **({"title": "Boiler service", **schedule} | fields))

    async def service(self, by: Client, **fields: object) -> dict[str, Any]:
        """Make a customer service, with its contact and product unless they are given."""
        contact_id = fields.get("contact_id") or (await self.contact(by))["id"]
        product_id = fields.get("product_id") or (await self.product(by))["id"]
        return await by.made("/customer_services", **({"contact_id": contact_id, "product_id": product_id} | fields))


@pytest.fixture
def make(application: Application, owner: psycopg.Connection) -> Make:
    """Build what a test needs."""
    return Make(application, owner)


@pytest.fixture
def organisation_id(make: Make) -> UUID:
    """The organisation of `staff`, `manager` and `admin`."""
    return make.organisation()


@pytest.fixture
def anonymous(make: Make) -> Client:
    """Somebody who has not signed in."""
    return make.client()


@pytest.fixture
def staff(make: Make, organisation_id: UUID) -> Client:
    """A member of staff."""
    return make.person(organisation_id, "staff")


@pytest.fixture
def manager(make: Make, organisation_id: UUID) -> Client:
    """A manager."""
    return make.person(organisation_id, "manager")


@pytest.fixture
def admin(make: Make, organisation_id: UUID) -> Client:
    """An admin."""
    return make.person(organisation_id, "admin")


@pytest.fixture
def stranger(make: Make) -> Client:
    """The admin of another organisation."""
    return make.person(make.organisation(), "admin")


@pytest.fixture
def operator(make: Make) -> Client:
    """An operator of the installation."""
    return make.person(None, "operator")


@pytest.fixture
def reseller(make: Make) -> Client:
    """A reseller."""
    return make.person(None, "reseller", reseller_id=make.reseller())


class Post:
    """The mails that were sent, in place of an SMTP server: the jobs run all the same."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, str, str]] = []

    async def link(self, recipient: str) -> str:
        """Wait for a mail and return the token of its link."""
        _, text = await self.to(recipient)
        return re.findall(r"(?:token|invitation)=([\w-]+)", text)[-1]

    async def to(self, recipient: str, count: int = 1) -> tuple[str, str]:
        """Wait until somebody has so many mails; returns the subject and text of the last of these."""
        for _ in range(200):
            found = [(subject, text) for to, subject, text in self.mails if to == recipient]
            if len(found) >= count:
                return found[count - 1]
            await asyncio.sleep(0.05)
        message = f"fewer than {count} mails to {recipient}"
        raise AssertionError(message)


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    """Catch what the console would show."""
    caught = Post()

    async def send(_self: object, recipient: str, subject: str, text: str, **_of: object) -> None:
        caught.mails.append((recipient, subject, text))

    monkeypatch.setattr(Mailer, "send", send)
    return caught
